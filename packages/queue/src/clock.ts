/** Port: time. Tests drive a fake one by hand. */
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

/** Longer ones would ring at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(milliseconds, run) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const part = Math.min(left, LONGEST_TIMER);
      timer = setTimeout(() => (left > part ? wait(left - part) : run()), part).unref();
    };
    wait(milliseconds);
    return { cancel: () => clearTimeout(timer) };
  },
};
