/** Who claimed a batch has so long to pass it on; then any node may. */
export const CLAIM_MS = 10_000;
/** Records that wait for longer have nobody who thinks of them: whoever made them has died, or was cut off. */
export const FORGOTTEN_MS = 3_000;
