import type { Clock } from '../clock.js';
import { type Admission, type Ended, type Entering, Gate } from './gate.js';

export interface GatesOptions {
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly random?: () => number;
  /** Gates to keep; those that are longest unused go first. Default 10,000. */
  readonly limit?: number;
}

/** Leave to make a request. To be given back when it has ended, however it did. */
export interface Pass {
  readonly kind: 'admitted';
  leave(request: Ended): void;
}

const LIMIT = 10_000;

/** The gates of all endpoints that are busy, do not answer, want to be left alone, or have jobs that wait. */
export class Gates {
  private readonly parts: { readonly clock: Clock; readonly random: () => number };
  private readonly limit: number;
  /** Longest unused first. */
  private readonly gates = new Map<string, Gate>();

  constructor({ clock, random = Math.random, limit = LIMIT }: GatesOptions) {
    this.parts = { clock, random };
    this.limit = limit;
  }

  get size(): number {
    return this.gates.size;
  }

  /**
   * Keeps a job here for a moment while all places are taken: to put it back into the queue and to take it out again
   * costs more than most requests. Resolves when it may enter, or no request has ended there for 300 ms.
   *
   * @returns undefined when there is nothing to wait for, or it would probably be in vain
   */
  whenRoom(key: string, { concurrency }: Pick<Entering, 'concurrency'>): Promise<void> | undefined {
    return this.gates.get(key)?.whenRoom({ now: this.parts.clock.now(), concurrency });
  }

  /** @param key names the endpoint, and whoever has it to himself */
  enter(
    key: string,
    { concurrency, isLast }: Omit<Entering, 'now'>,
  ): Pass | Exclude<Admission, { kind: 'admitted' }> {
    const gate = this.gates.get(key) ?? new Gate(this.parts);
    this.gates.delete(key);
    this.gates.set(key, gate);
    const now = this.parts.clock.now();
    const admission = gate.enter({ now, concurrency, isLast });
    this.trim();
    if (admission.kind !== 'admitted') return admission;
    const leave = (request: Ended): void => {
      const end = this.parts.clock.now();
      gate.leave(admission.passage, { ...request, milliseconds: end - now, now: end });
      if (gate.isAtRest(end)) this.gates.delete(key);
    };
    return { kind: 'admitted', leave };
  }

  private trim(): void {
    for (const [key, gate] of this.gates) {
      if (this.gates.size <= this.limit) return;
      if (!gate.isBusy) this.gates.delete(key);
    }
  }
}
