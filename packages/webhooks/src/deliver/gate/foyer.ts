import type { Clock, Timer } from '@shoal/queue';

interface Waiter {
  readonly timer: Timer;
  readonly leave: () => void;
}

/** Milliseconds that a job waits in this process for room, rather than to go back into the queue and come again. */
const PATIENCE_MS = 200;

/** Jobs that stay with us until an endpoint has room for them, because that will be soon: first come, first served. */
export class Foyer {
  private readonly clock: Clock;
  private readonly waiters = new Set<Waiter>();
  /** Somebody was called since anybody has waited in vain. Not before that: nobody knows how fast the endpoint is. */
  private isMoving = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  get isEmpty(): boolean {
    return this.waiters.size === 0;
  }

  /** Whether whoever comes now is likely to be called in time. @param pace milliseconds between two calls */
  hasSeat(pace: number): boolean {
    return this.isMoving && (this.waiters.size + 1) * pace <= PATIENCE_MS;
  }

  /** Resolves when it is called, or its patience is over. */
  wait(): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        this.waiters.delete(waiter);
        resolve();
      };
      const giveUp = (): void => {
        this.isMoving = false;
        leave();
      };
      const waiter = { timer: this.clock.after(PATIENCE_MS, giveUp), leave };
      this.waiters.add(waiter);
    });
  }

  /** There is room for one more. */
  callNext(): void {
    this.isMoving = true;
    const [next] = this.waiters;
    next?.timer.cancel();
    next?.leave();
  }
}
