/** How long a registration lives without renewal. */
export const LEASE_MS = 10_000;
export const RENEWAL_MS = 3_000;
/** A longer pause between two renewals is not clean: the server was away, or this node was. */
export const CLEAN_GAP_MS = 4_500;
/** Nobody sweeps before having renewed cleanly for so long: meanwhile the living assert. */
export const SWEEP_PATIENCE_MS = 12_000;
