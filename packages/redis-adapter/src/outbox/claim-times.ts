/** Who claimed a batch has so long to pass it on; then any node may. */
export const CLAIM_MS = 10_000;
/** Records that wait for longer have nobody who thinks of them: whoever made them has died, or was cut off. */
export const FORGOTTEN_MS = 3_000;
/**
 * So long a record may be in Redis alone: until the claim of a mover that died with the batch before it has run out, and
 * somebody has seen that. What a failover loses of it is said again.
 */
export const UNSAFE_MS = 15_000;
