import type { Clock, Timer } from '@shoal/queue';

interface Waiter {
  readonly timer: Timer;
  readonly leave: () => void;
}

/** Milliseconds that a job waits in this process for room, rather than to go back into the queue and come again. */
const PATIENCE_MS = 300;

/**
 * Jobs that stay with us for a moment, until an endpoint has room for them: first come, first served. As soon as one has
 * waited in vain nobody waits any more, until the endpoint answers again: one that hangs must not fill this process.
 */
export class Foyer {
  private readonly clock: Clock;
  private readonly waiters = new Set<Waiter>();
  private isStuck = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get isEmpty(): boolean {
    return this.waiters.size === 0;
  }

  /** Resolves when it is called, or its patience is over. @returns undefined when it makes no sense to wait */
  wait(): Promise<void> | undefined {
    if (this.isStuck) return undefined;
    return new Promise((resolve) => {
      const leave = (): void => {
        this.waiters.delete(waiter);
        resolve();
      };
      const giveUp = (): void => {
        this.isStuck = true;
        leave();
      };
      const waiter = { timer: this.clock.after(PATIENCE_MS, giveUp), leave };
      this.waiters.add(waiter);
    });
  }

  /** There is room for one more. @param hasAnswered the endpoint has: it is worth waiting for it again */
  callNext({ hasAnswered }: { readonly hasAnswered: boolean }): void {
    if (hasAnswered) this.isStuck = false;
    const [next] = this.waiters;
    next?.timer.cancel();
    next?.leave();
  }
}
