import type { ScriptConnection } from '../../src/buckets/script-connection.js';
import type { SeededRandom } from '../../src/testing/seeded-random.js';
import type { ScriptCall } from './simulated-redis.js';

/** A call on its way to the server, or its reply on its way back. */
export interface Journey {
  readonly call: ScriptCall;
  arrivesAt: number;
  /** Undefined until the server has executed it. */
  reply: { readonly value: unknown; readonly arrivesAt: number } | undefined;
  /** Undefined once the line was cut: nobody hears the reply. */
  hear: { resolve(value: unknown): void; reject(error: unknown): void } | undefined;
}

/** How fast a line is, in ms one way. */
const SLOWEST_MS = 15;

/**
 * One node's line to the server, under the simulation's time. Calls and replies keep their order, as on a
 * connection; a cut loses what the server has not executed, or lets it execute that later, as a proxy may.
 */
export class SimulatedLink implements ScriptConnection {
  private readonly random: SeededRandom;
  private readonly now: () => number;
  private journeys: Journey[] = [];
  private readonly late: Journey[] = [];
  private downUntil = 0;
  private stalledUntil = 0;
  /** Replies wait while the process at this end is stopped. */
  isPaused = false;

  constructor(random: SeededRandom, now: () => number) {
    this.random = random;
    this.now = now;
  }

  eval(script: string, _keyCount: number, ...args: string[]): Promise<unknown> {
    return this.send({ command: 'eval', script, args });
  }

  evalsha(script: string, _keyCount: number, ...args: string[]): Promise<unknown> {
    return this.send({ command: 'evalsha', script, args });
  }

  /** Cuts the line for a while. @param isLate what was under way is executed some seconds later, unheard */
  cut(milliseconds: number, isLate: boolean): void {
    const { journeys } = this;
    this.journeys = [];
    this.downUntil = Math.max(this.downUntil, this.now() + milliseconds);
    for (const journey of journeys) {
      journey.hear?.reject(new Error('Connection is closed.'));
      journey.hear = undefined;
      if (journey.reply !== undefined || !isLate) continue;
      journey.arrivesAt = this.now() + this.random.between(1, 4000);
      this.late.push(journey);
    }
  }

  /** Nothing gets through for a while, and then everything does. */
  stall(milliseconds: number): void {
    this.stalledUntil = Math.max(this.stalledUntil, this.now() + milliseconds);
  }

  /** What has arrived at the server and was not executed. */
  arrived(): readonly Journey[] {
    const now = this.now();
    const isHere = ({ arrivesAt, reply }: Journey): boolean => reply === undefined && arrivesAt <= now;
    const late = this.late.filter(isHere);
    for (const journey of late) this.late.splice(this.late.indexOf(journey), 1);
    return [...late, ...this.journeys.filter(isHere)];
  }

  executed(journey: Journey, value: unknown): void {
    journey.reply = { value, arrivesAt: this.now() + this.random.between(0, SLOWEST_MS) };
  }

  /** Lets replies through that have arrived. @returns whether any had */
  deliver(): boolean {
    let isAny = false;
    while (!this.isPaused && this.now() >= this.stalledUntil) {
      const first = this.journeys[0];
      if (first?.reply === undefined || first.reply.arrivesAt > this.now()) break;
      this.journeys.shift();
      isAny = true;
      const { value } = first.reply;
      if (value instanceof Error) first.hear?.reject(value);
      else first.hear?.resolve(value);
    }
    return isAny;
  }

  private send(call: ScriptCall): Promise<unknown> {
    const now = this.now();
    if (now < this.downUntil) return Promise.reject(new Error('Connection is closed.'));
    const before = this.journeys.at(-1)?.arrivesAt ?? 0;
    const arrivesAt = Math.max(before, this.stalledUntil, now + this.random.between(0, SLOWEST_MS));
    return new Promise((resolve, reject) => {
      this.journeys.push({ call, arrivesAt, reply: undefined, hear: { resolve, reject } });
    });
  }
}
