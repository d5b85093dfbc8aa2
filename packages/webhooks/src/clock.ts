/** Port: time. The same shape as core's; tests drive a fake one by hand. */
export interface Clock {
  /** Monotonic milliseconds, fractions included. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /** Runs once after `milliseconds`. Never keeps the process alive. */
  after(milliseconds: number, run: () => void): Timer;
}

export interface Timer {
  cancel(): void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
