import type { Clock } from '../clock.js';
import { CircuitBreaker, type Passage } from './circuit-breaker.js';
import { Foyer } from './foyer.js';
import { WaitingLine } from './waiting-line.js';

/** What a job is told that wants to make a request. */
export type Admission =
  | { readonly kind: 'admitted'; readonly passage: Passage }
  /** `delay`: milliseconds after which to ask again. `open`: the breaker is, or the endpoint wants to be left alone. */
  | { readonly kind: 'open' | 'full'; readonly delay: number };

export interface Entering {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Requests at once. */
  readonly concurrency: number;
  /** The job's time is over: a closed door does not keep it back, a full endpoint does. */
  readonly isLast: boolean;
}

/** How a request went. */
export interface Ended {
  /** The endpoint did not answer, or answered that it cannot (5xx). */
  readonly isSick: boolean;
  /** Milliseconds that the endpoint asks to be left alone; 0 when it does not. */
  readonly closeFor: number;
}

/** Milliseconds after which a job that waits here is likely to be served. Beyond that it goes back into the queue. */
const LONGEST_STAY_MS = 1_000;

/** In front of one endpoint, in this process. */
export class Gate {
  private readonly breaker = new CircuitBreaker();
  private readonly line: WaitingLine;
  private readonly foyer: Foyer;
  private active = 0;
  /** Until when the endpoint has asked to be left alone. Monotonic milliseconds. */
  private closedUntil = 0;

  constructor({ clock, random }: { readonly clock: Clock; readonly random: () => number }) {
    this.line = new WaitingLine(random);
    this.foyer = new Foyer(clock);
  }

  get isBusy(): boolean {
    return this.active > 0 || this.foyer.size > 0;
  }

  /** Nothing would be lost with it. */
  isAtRest(now: number): boolean {
    return !this.isBusy && this.breaker.isAtRest && this.line.isEmpty(now) && this.closedUntil <= now;
  }

  /** Resolves when the endpoint may have room. @returns undefined when it has, or will not have any soon */
  whenRoom({ now, concurrency }: Omit<Entering, 'isLast'>): Promise<void> | undefined {
    // Who was called is not in yet: nobody may go past those who wait.
    const hasRoom = this.active < concurrency && this.foyer.size === 0;
    if (hasRoom || this.refuses(now) !== undefined) return undefined;
    // A slow endpoint with a long queue must not fill this process either.
    if (this.line.expect(this.foyer.size + 1, concurrency) > LONGEST_STAY_MS) return undefined;
    return this.foyer.wait();
  }

  enter({ now, concurrency, isLast }: Entering): Admission {
    const from = this.refuses(now);
    if (from !== undefined && !isLast) {
      return { kind: 'open', delay: this.line.delay(now, { from, concurrency }) };
    }
    if (this.active >= concurrency) {
      return { kind: 'full', delay: this.line.delay(now, { from: 0, concurrency }) };
    }
    this.active += 1;
    return { kind: 'admitted', passage: this.breaker.enter(now) };
  }

  leave(passage: Passage, request: Ended & { milliseconds: number; now: number }): void {
    this.active -= 1;
    this.closedUntil = Math.max(this.closedUntil, request.now + request.closeFor);
    const wasAtRest = this.breaker.isAtRest;
    this.breaker.leave(passage, request);
    this.line.served(request.milliseconds);
    if (!wasAtRest && this.breaker.isAtRest) this.line.clear();
    this.foyer.callNext({ hasAnswered: !request.isSick });
  }

  /** @returns milliseconds to wait, or undefined when a request may pass */
  private refuses(now: number): number | undefined {
    const refused = this.breaker.refuses(now);
    return this.closedUntil <= now ? refused : Math.max(this.closedUntil - now, refused ?? 0);
  }
}
