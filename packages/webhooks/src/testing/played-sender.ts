import type { Clock } from '@shoal/queue';
import type { Target } from '../endpoint/endpoint.js';
import type { Answer, Delivery, Sender } from '../target/sender.js';

export type Play = Answer | 'hang' | number;

export interface SentRequest extends Delivery {
  readonly target: Target;
  /** Monotonic milliseconds. */
  readonly at: number;
}

/** Endpoints as a test wants them. */
export class PlayedSender implements Sender {
  readonly requests: SentRequest[] = [];
  /** Now under way. */
  active = 0;
  mostActive = 0;
  /** Milliseconds that an answer takes. */
  latency = 0;
  private readonly clock: Clock;
  private readonly plays: Play[] = [];
  private otherwise: (target: Target) => Play = () => 200;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** The next answers, one a request. `hang`: none until the request's time is over. */
  next(...plays: Play[]): void {
    this.plays.push(...plays);
  }

  /** Every answer after those. */
  always(play: Play | ((target: Target) => Play)): void {
    this.otherwise = typeof play === 'function' ? play : () => play;
  }

  async send(target: Target, delivery: Delivery): Promise<Answer> {
    this.requests.push({ ...delivery, target, at: this.clock.now() });
    this.active += 1;
    this.mostActive = Math.max(this.mostActive, this.active);
    const play = this.plays.shift() ?? this.otherwise(target);
    const milliseconds = play === 'hang' ? delivery.timeout : this.latency;
    if (milliseconds > 0) await new Promise<void>((resolve) => this.clock.after(milliseconds, resolve));
    this.active -= 1;
    return answerOf(play);
  }

  async close(): Promise<void> {}

  /** The ids of the events in each request. */
  get eventIds(): string[][] {
    return this.requests.map(({ body }) => JSON.parse(body).events.map(({ id }: { id: string }) => id));
  }
}

function answerOf(play: Play): Answer {
  if (play === 'hang') return { kind: 'failed', reason: 'timeout', message: 'no answer in time' };
  return typeof play === 'number' ? { kind: 'answered', status: play } : play;
}
