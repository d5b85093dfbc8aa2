const SICK_AFTER = 5;
const FIRST_OPEN_MS = 5_000;
const LONGEST_OPEN_MS = 60_000;
/** How long a probe is waited for before somebody asks again. */
const PROBE_MS = 500;

/** How a request came through: `probe` decides whether the breaker closes. */
export type Passage = 'plain' | 'probe';

/**
 * Keeps requests away from an endpoint that does not answer: open after five failures in a row, for 5 s, twice as long
 * after each probe that fails, at most 60 s. Then one request, the probe, may try. Any success closes it.
 */
export class CircuitBreaker {
  private failures = 0;
  /** Milliseconds; 0: closed. */
  private openFor = 0;
  private openUntil = 0;
  private isProbing = false;

  /** No different from a new one. */
  get isAtRest(): boolean {
    return this.failures === 0;
  }

  /** @returns milliseconds to wait, or undefined when a request may pass */
  refuses(now: number): number | undefined {
    if (this.openFor === 0) return undefined;
    if (this.isProbing) return PROBE_MS;
    return now < this.openUntil ? this.openUntil - now : undefined;
  }

  /** A request begins, even if it was refused: then as one that decides nothing by its failure. */
  enter(now: number): Passage {
    if (this.openFor === 0 || this.refuses(now) !== undefined) return 'plain';
    this.isProbing = true;
    return 'probe';
  }

  leave(passage: Passage, outcome: { readonly isSick: boolean; readonly now: number }): void {
    if (passage === 'probe') this.isProbing = false;
    if (!outcome.isSick) {
      this.failures = 0;
      this.openFor = 0;
      return;
    }
    this.failures += 1;
    if (this.openFor === 0) {
      if (this.failures >= SICK_AFTER) this.open(FIRST_OPEN_MS, outcome.now);
    } else if (passage === 'probe') {
      this.open(Math.min(2 * this.openFor, LONGEST_OPEN_MS), outcome.now);
    }
  }

  private open(milliseconds: number, now: number): void {
    this.openFor = milliseconds;
    this.openUntil = now + milliseconds;
  }
}
