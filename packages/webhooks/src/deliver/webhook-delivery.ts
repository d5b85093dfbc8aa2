import { Gates } from '@shoal/outbound';
import {
  type Clock,
  type DeadLetters,
  type Job,
  type JobHandler,
  type JobResult,
  type OrderedLanes,
  systemClock,
} from '@shoal/queue';
import type { WebhookApps } from '../endpoint/endpoint.js';
import type { Sender } from '../target/sender.js';
import type { WebhookObserver } from '../webhook-observer.js';
import { again, DONE } from './job-results.js';
import { LaneDelivery } from './lane-delivery.js';
import { Receivers, wantedBy } from './receivers.js';
import { OVER, RequestDelivery } from './request/request-delivery.js';
import type { EventsJob, LaneEvent, WebhookJob } from './webhook-job.js';

export interface WebhookDeliveryOptions {
  readonly apps: WebhookApps;
  readonly sender: Pick<Sender, 'send'>;
  readonly lanes: Pick<OrderedLanes<LaneEvent>, 'head' | 'advance'>;
  readonly deadLetters: Pick<DeadLetters<EventsJob>, 'add'>;
  readonly observer: WebhookObserver;
  readonly clock?: Clock;
  /** At least 0, below 1. */
  readonly random?: () => number;
}

/**
 * What a worker does with a job: finds out who it is for, makes the request, and decides whether it is made again.
 * Everything that this process knows beside the jobs is which endpoints are busy and which do not answer.
 */
export class WebhookDelivery {
  private readonly receivers: Receivers;
  private readonly requests: RequestDelivery;
  private readonly lanes: LaneDelivery;

  constructor(options: WebhookDeliveryOptions) {
    const { clock = systemClock, random = Math.random } = options;
    const parts = { ...options, clock, random };
    this.receivers = new Receivers(parts);
    this.requests = new RequestDelivery({ ...parts, gates: new Gates(parts) });
    this.lanes = new LaneDelivery({ ...parts, receivers: this.receivers, requests: this.requests });
  }

  /** To be given to `JobQueue.process`. Throws only when this package, or a port against its promise, is at fault. */
  readonly handle: JobHandler<WebhookJob> = (job, isStillOurs) => {
    const { id, data, addedAt } = job;
    switch (data.kind) {
      case 'events':
        return this.deliverEvents({ id, data, addedAt }, isStillOurs);
      case 'lane':
        return this.lanes.run({ data, addedAt }, isStillOurs);
    }
  };

  private async deliverEvents(
    job: Job<EventsJob>,
    isStillOurs: () => boolean,
  ): Promise<JobResult<WebhookJob>> {
    const { id, data } = job;
    const found = await this.receivers.find(job);
    if (found.kind === 'unknown') return again(found.delay);
    const events = found.kind === 'gone' ? [] : wantedBy(found.receiver, data.events);
    const outcome =
      found.kind === 'gone' || events.length === 0
        ? OVER
        : await this.requests.deliver({
            ...found.receiver,
            id,
            events,
            attempts: data.attempts,
            isStillOurs,
          });
    // The job is over, or is stored without them.
    if (isStillOurs()) this.receivers.drop(data.appId, data.events.length - events.length);
    if (outcome.kind === 'over') return DONE;
    const { attempts } = outcome;
    const isSame = events.length === data.events.length && attempts === data.attempts;
    if (isSame) return again(outcome.delay);
    return again(outcome.delay, {
      ...data,
      events,
      ...(attempts !== undefined && { attempts }),
    });
  }
}
