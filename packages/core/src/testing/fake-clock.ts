import type { Clock, Timer } from '../clock.js';

interface Alarm {
  due: number;
  readonly order: number;
  readonly interval: number | undefined;
  readonly run: () => void;
}

/** More turns than this without coming to rest is a loop, not work. */
const mostTurns = 1000;

/** Time that stands still until the test moves it. Two runs of one test see the same order of everything. */
export class FakeClock implements Clock {
  // Not 0: caches read a start of 0 as "none".
  private current = 1000;
  private order = 0;
  private readonly alarms = new Set<Alarm>();
  private turn: (() => void)[] = [];

  now(): number {
    return this.current;
  }

  wall(): number {
    return Date.UTC(2024, 0, 1) + this.current;
  }

  after(milliseconds: number, run: () => void): Timer {
    return this.set({ milliseconds, interval: undefined, run });
  }

  every(milliseconds: number, run: () => void): Timer {
    return this.set({ milliseconds, interval: milliseconds, run });
  }

  atEndOfTick(run: () => void): void {
    this.turn.push(run);
  }

  /** Timers that wait. */
  get timers(): number {
    return this.alarms.size;
  }

  /** Whether nothing waits for the end of the tick. */
  get isAtRest(): boolean {
    return this.turn.length === 0;
  }

  /** One end of tick: what asks for another one meanwhile waits for that. */
  endTick(): void {
    const turn = this.turn;
    this.turn = [];
    for (const run of turn) run();
  }

  /** Ends ticks until nothing waits for one. */
  settle(): void {
    for (let turns = 0; !this.isAtRest; turns += 1) {
      if (turns === mostTurns)
        throw new Error(`Still busy after ${mostTurns} ticks: something asks for ever`);
      this.endTick();
    }
  }

  /** Lets time pass: each timer runs when it is due, and its tick ends before the next one runs. */
  advance(milliseconds: number): void {
    const end = this.current + milliseconds;
    this.settle();
    for (let alarm = this.nextUntil(end); alarm !== undefined; alarm = this.nextUntil(end)) {
      this.current = Math.max(this.current, alarm.due);
      if (alarm.interval === undefined) this.alarms.delete(alarm);
      else alarm.due += alarm.interval;
      alarm.run();
      this.settle();
    }
    this.current = end;
  }

  private set({
    milliseconds,
    interval,
    run,
  }: Pick<Alarm, 'interval' | 'run'> & { milliseconds: number }): Timer {
    this.order += 1;
    const alarm: Alarm = { due: this.current + milliseconds, order: this.order, interval, run };
    this.alarms.add(alarm);
    return { cancel: () => this.alarms.delete(alarm) };
  }

  private nextUntil(end: number): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.alarms) {
      if (alarm.due > end) continue;
      const isEarlier =
        next === undefined || alarm.due < next.due || (alarm.due === next.due && alarm.order < next.order);
      if (isEarlier) next = alarm;
    }
    return next;
  }
}
