import type { Ended, Gates, Pass } from '@shoal/outbound';
import type { Clock, DeadLetters } from '@shoal/queue';
import type { Endpoint, WebhookApp } from '../../endpoint/endpoint.js';
import type { Sender } from '../../target/sender.js';
import type { WebhookObserver } from '../../webhook-observer.js';
import { deliveryId } from '../delivery-id.js';
import { AWAY_MS, orAway } from '../job-results.js';
import { type Attempts, type EventsJob, eventsJob, type QueuedEvent } from '../webhook-job.js';
import { deadlineOf, retryDelay } from './retry-delay.js';
import { signedRequest } from './signed-request.js';
import { judge, statusClassOf, type Verdict } from './verdict.js';

export interface RequestDeliveryParts {
  readonly sender: Pick<Sender, 'send'>;
  readonly deadLetters: Pick<DeadLetters<EventsJob>, 'add'>;
  readonly gates: Gates;
  readonly observer: WebhookObserver;
  readonly clock: Clock;
  readonly random: () => number;
}

/** A request whose time has come. */
export interface DueRequest {
  /** Of its dead letter, should it become one. */
  readonly id: string;
  readonly app: WebhookApp;
  readonly endpoint: Endpoint;
  /** Not empty. */
  readonly events: readonly QueuedEvent[];
  readonly attempts: Attempts | undefined;
  readonly isStillOurs: () => boolean;
}

/** `over`: sent, or a dead letter. `wait`: to be asked for again after `delay` ms, with those attempts. */
export type Outcome =
  | { readonly kind: 'over' }
  | { readonly kind: 'wait'; readonly delay: number; readonly attempts?: Attempts };

export const OVER: Outcome = { kind: 'over' };

/** Makes at most one attempt of one request, and says what becomes of it. */
export class RequestDelivery {
  private readonly parts: RequestDeliveryParts;

  constructor(parts: RequestDeliveryParts) {
    this.parts = parts;
  }

  async deliver(due: DueRequest): Promise<Outcome> {
    const { app, endpoint, attempts } = due;
    const { concurrency } = endpoint;
    const key = `${endpoint.id} ${app.id}`;
    const room = this.parts.gates.whenRoom(key, { concurrency });
    // Only then: between looking and entering nobody else may enter.
    if (room !== undefined) await room;
    if (!due.isStillOurs()) return wait(0, attempts);
    const pass = this.parts.gates.enter(key, { concurrency, isLast: this.isLast(due) });
    switch (pass.kind) {
      case 'full':
        return wait(pass.delay, attempts);
      case 'open':
        return this.waitForEndpoint(due, pass.delay);
      case 'admitted':
        return this.attempt(due, pass.leave);
    }
  }

  private isLast({ endpoint, attempts }: DueRequest): boolean {
    return attempts !== undefined && this.parts.clock.wall() >= deadlineOf(endpoint.retry, attempts);
  }

  /** Time in front of a closed door counts: at the deadline comes one last attempt, whatever the door says. */
  private waitForEndpoint({ endpoint, attempts }: DueRequest, delay: number): Outcome {
    const now = this.parts.clock.wall();
    const counted = attempts ?? { count: 0, firstAt: now };
    return wait(Math.min(delay, deadlineOf(endpoint.retry, counted) - now), counted);
  }

  private async attempt(due: DueRequest, leave: Pass['leave']): Promise<Outcome> {
    const { count = 0, firstAt = this.parts.clock.wall() } = due.attempts ?? {};
    const verdict = await this.send(due, leave);
    const attempts = { count: count + 1, firstAt };
    // Whoever has it now says what becomes of it: both would count it, and bury what the other has sent.
    if (!due.isStillOurs()) return wait(0, attempts);
    if (verdict.kind === 'failed') return this.fail(due, verdict, attempts);
    this.parts.observer.sent(due.app.id, due.events.length);
    return OVER;
  }

  private async send(due: DueRequest, leave: Pass['leave']): Promise<Verdict> {
    const { sender, clock, observer } = this.parts;
    const { app, endpoint } = due;
    const startedAt = clock.now();
    let ended = { isSick: true, closeFor: 0 };
    try {
      const answer = await sender.send(endpoint.target, signedRequest({ ...due, id: deliveryId(due.id) }));
      const seconds = (clock.now() - startedAt) / 1000;
      observer.attempted(app.id, { status: statusClassOf(answer), seconds });
      const verdict = judge(answer);
      ended = endedBy(verdict, endpoint);
      return verdict;
    } finally {
      leave(ended);
    }
  }

  private async fail(
    due: DueRequest,
    verdict: Extract<Verdict, { kind: 'failed' }>,
    attempts: Attempts,
  ): Promise<Outcome> {
    const { clock, random, observer } = this.parts;
    const { app, endpoint } = due;
    observer.requestFailed(app.id, verdict.reason);
    const { retryAfter, isFinal, text } = verdict;
    const now = clock.wall();
    const delay = retryDelay(endpoint.retry, { attempts, now, retryAfter, random: random() });
    if (isFinal || delay === undefined) return this.bury(due, attempts, text);
    observer.retried(app.id);
    return wait(delay, attempts);
  }

  private async bury(due: DueRequest, attempts: Attempts, reason: string): Promise<Outcome> {
    const { deadLetters, clock, observer } = this.parts;
    const { id, app, endpoint, events } = due;
    const letter = {
      ...{ id, group: app.id, topic: endpoint.id, reason, attempts: attempts.count },
      data: eventsJob({ appId: app.id, endpointId: endpoint.id, events }),
      failedAt: clock.wall(),
    };
    const evicted = await orAway(deadLetters.add(letter));
    // One more attempt then: better than events that are neither sent nor kept.
    if (evicted === 'away') return wait(AWAY_MS, attempts);
    if (evicted > 0) observer.dropped(app.id, 'dead_letters_full', evicted);
    observer.failed(app.id, events.length);
    observer.deadLettered(app.id, 1);
    return OVER;
  }
}

/** No job waits longer than its time, so that nothing is gained by keeping the door shut for longer. */
function endedBy(verdict: Verdict, { retry }: Endpoint): Ended {
  if (verdict.kind === 'sent') return { isSick: false, closeFor: 0 };
  const { isSick, retryAfter = 0 } = verdict;
  return { isSick, closeFor: Math.min(retryAfter, retry.maxElapsed) };
}

function wait(delay: number, attempts: Attempts | undefined): Outcome {
  return { kind: 'wait', delay: Math.ceil(delay), ...(attempts !== undefined && { attempts }) };
}
