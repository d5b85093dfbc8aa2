/** Port: time. `Clock` of `@shoal/queue` fits. */
export interface Clock {
  /** Monotonic milliseconds, fractions included. */
  now(): number;
  /** Runs once after `milliseconds`. */
  after(milliseconds: number, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}
