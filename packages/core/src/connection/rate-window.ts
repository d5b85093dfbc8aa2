import type { RateLimit } from '../app/app.js';

/** Counts what one connection does in a fixed window. */
export class RateWindow {
  private startedAt = Number.NEGATIVE_INFINITY;
  private used = 0;

  /** @param now monotonic milliseconds @returns whether one more is within the limit */
  take(limit: RateLimit, now: number): boolean {
    if (now - this.startedAt >= limit.windowSeconds * 1000) {
      this.startedAt = now;
      this.used = 0;
    }
    this.used += 1;
    return this.used <= limit.max;
  }
}
