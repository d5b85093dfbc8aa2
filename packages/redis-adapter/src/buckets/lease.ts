/** How long a registration lives without renewal. */
export const LEASE_MS = 10_000;
export const RENEWAL_MS = 3_000;
/** A longer pause between two renewals is not clean: the server was away, or this node was. */
export const CLEAN_GAP_MS = 4_500;
/** Nobody sweeps before having renewed cleanly for so long: meanwhile the living assert. */
export const SWEEP_PATIENCE_MS = 12_000;

/** When a node's lease in one bucket was asked for, and when it was granted; monotonic ms. */
export class Lease {
  private askedAt = 0;
  private grantedFrom: number | undefined;

  /** When the last one was asked for that was granted: it runs from then on at least. Undefined before the first. */
  get since(): number | undefined {
    return this.grantedFrom;
  }

  isDue(now: number): boolean {
    return now - this.askedAt >= RENEWAL_MS;
  }

  /** @returns what to call when it is granted */
  ask(now: number): () => void {
    this.askedAt = now;
    return () => {
      this.grantedFrom = now;
    };
  }
}
