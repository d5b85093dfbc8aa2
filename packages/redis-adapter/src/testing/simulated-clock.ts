import type { Clock, Timer } from '@shoal/core';

interface Alarm {
  due: number;
  readonly interval: number | undefined;
  readonly run: () => void;
}

/** A clock that may jump, as that of a process that was stopped: whatever fell due meanwhile runs once, late. */
export class SimulatedClock implements Clock {
  private current: number;
  private readonly alarms = new Set<Alarm>();
  private turn: (() => void)[] = [];

  constructor(now: number) {
    this.current = now;
  }

  now(): number {
    return this.current;
  }

  wall(): number {
    return this.current;
  }

  after(milliseconds: number, run: () => void): Timer {
    return this.set({ due: this.current + milliseconds, interval: undefined, run });
  }

  every(milliseconds: number, run: () => void): Timer {
    return this.set({ due: this.current + milliseconds, interval: milliseconds, run });
  }

  atEndOfTick(run: () => void): void {
    this.turn.push(run);
  }

  endTick(): void {
    const turn = this.turn;
    this.turn = [];
    for (const run of turn) run();
  }

  /** It is `now`: what is due runs, in the order in which it fell due. @returns whether anything was */
  jump(now: number): boolean {
    this.current = now;
    const due = [...this.alarms].filter((alarm) => alarm.due <= now).sort((a, b) => a.due - b.due);
    for (const alarm of due) {
      if (!this.alarms.has(alarm)) continue;
      if (alarm.interval === undefined) this.alarms.delete(alarm);
      else alarm.due = now + alarm.interval;
      alarm.run();
    }
    return due.length > 0;
  }

  private set(alarm: Alarm): Timer {
    this.alarms.add(alarm);
    return { cancel: () => this.alarms.delete(alarm) };
  }
}
