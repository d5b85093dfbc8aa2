import { type Clock, systemClock } from '@shoal/queue';
import type { Endpoint } from '../../endpoint/endpoint.js';
import { type Admission, type Ended, EndpointGate } from './endpoint-gate.js';

export interface EndpointGatesOptions {
  readonly clock?: Clock;
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
export class EndpointGates {
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly limit: number;
  /** Longest unused first. */
  private readonly gates = new Map<string, EndpointGate>();

  constructor({ clock = systemClock, random = Math.random, limit = LIMIT }: EndpointGatesOptions = {}) {
    this.clock = clock;
    this.random = random;
    this.limit = limit;
  }

  get size(): number {
    return this.gates.size;
  }

  enter(
    appId: string,
    { id, concurrency }: Pick<Endpoint, 'id' | 'concurrency'>,
    isLast: boolean,
  ): Pass | Exclude<Admission, { kind: 'admitted' }> {
    const key = `${id} ${appId}`;
    const gate = this.gates.get(key) ?? new EndpointGate(this.random);
    this.gates.delete(key);
    this.gates.set(key, gate);
    const now = this.clock.now();
    const admission = gate.enter({ now, concurrency, isLast });
    this.trim();
    if (admission.kind !== 'admitted') return admission;
    const leave = (request: Ended): void => {
      const end = this.clock.now();
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
