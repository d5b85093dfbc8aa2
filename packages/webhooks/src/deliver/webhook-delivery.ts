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
import { EndpointGates } from './gate/endpoint-gates.js';
import { again, DONE, LOOK_UP_MS } from './job-results.js';
import { LaneDelivery } from './lane-delivery.js';
import { Receivers } from './receivers.js';
import { RequestDelivery } from './request/request-delivery.js';
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
    this.requests = new RequestDelivery({ ...parts, gates: new EndpointGates(parts) });
    this.lanes = new LaneDelivery({ ...parts, receivers: this.receivers, requests: this.requests });
  }

  /** To be given to `JobQueue.process`. Throws only when this package, or a port against its promise, is at fault. */
  readonly handle: JobHandler<WebhookJob> = (job, isStillOurs) => {
    const { id, data } = job;
    switch (data.kind) {
      case 'events':
        return this.deliverEvents({ id, data }, isStillOurs);
      case 'lane':
        return this.lanes.run(data, isStillOurs);
    }
  };

  private async deliverEvents(
    { id, data }: Pick<Job<EventsJob>, 'id' | 'data'>,
    isStillOurs: () => boolean,
  ): Promise<JobResult<WebhookJob>> {
    const receiver = await this.receivers.find(data);
    if (receiver === 'unknown') return again(LOOK_UP_MS, data);
    const events = this.receivers.select(receiver, data.appId, data.events);
    if (receiver === 'gone' || events.length === 0) return DONE;
    const { attempts } = data;
    const outcome = await this.requests.deliver({ ...receiver, id, events, attempts, isStillOurs });
    if (outcome.kind === 'over') return DONE;
    return again(outcome.delay, {
      ...data,
      events,
      ...(outcome.attempts !== undefined && { attempts: outcome.attempts }),
    });
  }
}
