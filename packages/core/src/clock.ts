/** Port: time and turns. Tests drive a fake one by hand. */
export interface Clock {
  /** Monotonic milliseconds, fractions included. */
  now(): number;
  /** Milliseconds since 1970. */
  wall(): number;
  /** Runs once after `milliseconds`. Never keeps the process alive. */
  after(milliseconds: number, run: () => void): Timer;
  every(milliseconds: number, run: () => void): Timer;
  /** Runs when this turn of the event loop has read what there was to read: the end of the tick. */
  atEndOfTick(run: () => void): void;
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
  every(milliseconds, run) {
    const timer = setInterval(run, milliseconds).unref();
    return { cancel: () => clearInterval(timer) };
  },
  // Not a microtask: those run between two reads of one socket, and nothing would be coalesced.
  atEndOfTick(run) {
    setImmediate(run);
  },
};
