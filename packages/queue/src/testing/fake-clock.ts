import type { Clock, Timer } from '../clock.js';

interface Alarm {
  readonly due: number;
  readonly run: () => void;
}

/** Time that stands still until the test moves it. */
export class FakeClock implements Clock {
  #now = 1_000;
  readonly #alarms = new Set<Alarm>();

  now(): number {
    return this.#now;
  }

  wall(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  after(milliseconds: number, run: () => void): Timer {
    const alarm = { due: this.#now + milliseconds, run };
    this.#alarms.add(alarm);
    return { cancel: () => this.#alarms.delete(alarm) };
  }

  /** Timers that wait. */
  get timers(): number {
    return this.#alarms.size;
  }

  /** Lets time pass. Each timer rings when it is due, and what it set off comes to rest before the next one. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await rest();
    for (let alarm = this.#next(end); alarm !== undefined; alarm = this.#next(end)) {
      this.#now = Math.max(this.#now, alarm.due);
      this.#alarms.delete(alarm);
      alarm.run();
      await rest();
    }
    this.#now = end;
  }

  #next(end: number): Alarm | undefined {
    return [...this.#alarms].filter(({ due }) => due <= end).sort((one, other) => one.due - other.due)[0];
  }
}

function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
