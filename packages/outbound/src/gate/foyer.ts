import type { Clock, Timer } from '../clock.js';

/** Milliseconds without a request that ends: then nobody waits here any more. */
const PATIENCE_MS = 300;

/**
 * Jobs that stay with us for a moment, until an endpoint has room for them: first come, first served. As long as requests
 * end it is worth waiting. When none does they all leave, and nobody waits until the endpoint answers again: one that
 * hangs must not fill this process.
 */
export class Foyer {
  private readonly clock: Clock;
  private readonly waiters = new Set<() => void>();
  private timer: Timer | undefined;
  /** A request has ended since the timer was set. */
  private isMoving = false;
  private isStuck = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get size(): number {
    return this.waiters.size;
  }

  /** Resolves when it is called, or everybody's patience is over. @returns undefined when it makes no sense to wait */
  wait(): Promise<void> | undefined {
    if (this.isStuck) return undefined;
    if (this.timer === undefined) this.watch();
    return new Promise((resolve) => {
      this.waiters.add(resolve);
    });
  }

  /** There is room for one more. @param hasAnswered the endpoint has: it is worth waiting for it again */
  callNext({ hasAnswered }: { readonly hasAnswered: boolean }): void {
    this.isMoving = true;
    if (hasAnswered) this.isStuck = false;
    const [next] = this.waiters;
    if (next === undefined) return;
    this.waiters.delete(next);
    next();
  }

  private watch(): void {
    this.isMoving = false;
    this.timer = this.clock.after(PATIENCE_MS, () => {
      this.timer = undefined;
      if (this.waiters.size === 0) return;
      if (this.isMoving) this.watch();
      else this.sendAway();
    });
  }

  private sendAway(): void {
    this.isStuck = true;
    const all = [...this.waiters];
    this.waiters.clear();
    for (const leave of all) leave();
  }
}
