import { CircuitBreaker, type Passage } from './circuit-breaker.js';
import { WaitingLine } from './waiting-line.js';

/** What a job is told that wants to make a request. */
export type Admission =
  | { readonly kind: 'admitted'; readonly passage: Passage }
  /** `delay`: milliseconds after which to ask again. */
  | { readonly kind: 'open' | 'full'; readonly delay: number };

export interface Entering {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Requests at once. */
  readonly concurrency: number;
  /** The job's time is over: an open breaker does not keep it back, a full endpoint does. */
  readonly isLast: boolean;
}

/** In front of one endpoint, in this process. */
export class EndpointGate {
  private readonly breaker = new CircuitBreaker();
  private readonly line: WaitingLine;
  private active = 0;

  constructor(random: () => number) {
    this.line = new WaitingLine(random);
  }

  get isBusy(): boolean {
    return this.active > 0;
  }

  /** Nothing would be lost with it. */
  isAtRest(now: number): boolean {
    return !this.isBusy && this.breaker.isAtRest && this.line.isEmpty(now);
  }

  enter({ now, concurrency, isLast }: Entering): Admission {
    const from = this.breaker.refuses(now);
    if (from !== undefined && !isLast) {
      return { kind: 'open', delay: this.line.delay(now, { from, concurrency }) };
    }
    if (this.active >= concurrency) {
      return { kind: 'full', delay: this.line.delay(now, { from: 0, concurrency }) };
    }
    this.active += 1;
    return { kind: 'admitted', passage: this.breaker.enter(now) };
  }

  /** @param isSick it did not answer, or that it cannot. @param milliseconds that the request took */
  leave(passage: Passage, request: { isSick: boolean; milliseconds: number; now: number }): void {
    this.active -= 1;
    const wasAtRest = this.breaker.isAtRest;
    this.breaker.leave(passage, request);
    this.line.served(request.milliseconds);
    if (!wasAtRest && this.breaker.isAtRest) this.line.clear();
  }
}
