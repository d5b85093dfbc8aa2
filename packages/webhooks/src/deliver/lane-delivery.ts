import type { Clock, JobResult, OrderedLanes } from '@shoal/queue';
import { laneRequestId } from './delivery-id.js';
import { AWAY_MS, again, DONE, LOOK_UP_MS, orAway } from './job-results.js';
import type { Receiver, Receivers } from './receivers.js';
import type { Outcome, RequestDelivery } from './request/request-delivery.js';
import { type LaneEvent, type LaneJob, laneJob, queuedEvent, type WebhookJob } from './webhook-job.js';

export interface LaneDeliveryParts {
  readonly lanes: Pick<OrderedLanes<LaneEvent>, 'head' | 'advance'>;
  readonly receivers: Receivers;
  readonly requests: RequestDelivery;
  readonly clock: Clock;
}

/** What one run may do before other jobs have their turn. */
const MOST_REQUESTS = 20;
const MOST_MS = 5_000;
/** Taken out at once when nobody wants them any more. */
const MOST_GONE = 100;

/** The job as the run goes on with it, or how the run ends. */
type Step = { readonly next: LaneJob } | { readonly result: JobResult<WebhookJob> };

/** Empties a lane: no request begins before the one in front of it was sent or became a dead letter. */
export class LaneDelivery {
  private readonly parts: LaneDeliveryParts;

  constructor(parts: LaneDeliveryParts) {
    this.parts = parts;
  }

  async run(job: LaneJob, isStillOurs: () => boolean): Promise<JobResult<WebhookJob>> {
    const { clock } = this.parts;
    const endsAt = clock.now() + MOST_MS;
    let current = job;
    for (let requests = 0; requests < MOST_REQUESTS && clock.now() < endsAt; requests += 1) {
      const step = await this.step(current, isStillOurs);
      if ('result' in step) return step.result;
      current = step.next;
    }
    return again(0, current);
  }

  private async step(job: LaneJob, isStillOurs: () => boolean): Promise<Step> {
    const { receivers, lanes } = this.parts;
    const receiver = await receivers.find(job);
    if (receiver === 'unknown') return { result: again(LOOK_UP_MS, job) };
    const most = receiver === 'gone' ? MOST_GONE : receiver.endpoint.maxEvents;
    const head = await orAway(lanes.head(job.lane, job.turn, Math.min(job.size ?? most, most)));
    if (head === 'away') return { result: again(AWAY_MS, job) };
    const { items, through } = head;
    if (items.length === 0) return { result: DONE };
    const outcome = await this.deliver({ job, receiver, items }, isStillOurs);
    return outcome.kind === 'over'
      ? this.advance(job, { through, size: items.length })
      : { result: again(outcome.delay, waiting(job, outcome, items.length)) };
  }

  private async deliver(
    { job, receiver, items }: { job: LaneJob; receiver: Receiver | 'gone'; items: readonly LaneEvent[] },
    isStillOurs: () => boolean,
  ): Promise<Outcome> {
    const { receivers, requests } = this.parts;
    const events = receivers.select(receiver, job.appId, items.map(queuedEvent));
    if (receiver === 'gone' || events.length === 0) return { kind: 'over' };
    const id = laneRequestId(job.endpointId, items);
    return requests.deliver({ ...receiver, id, events, attempts: job.attempts, isStillOurs });
  }

  private async advance(job: LaneJob, { through, size }: { through: number; size: number }): Promise<Step> {
    const next = untried(job);
    const isEmpty = await orAway(this.parts.lanes.advance(job.lane, job.turn, through));
    // If they are still in the lane, they are sent again: as the same request.
    if (isEmpty === 'away') return { result: again(AWAY_MS, { ...next, size }) };
    return isEmpty ? { result: DONE } : { next };
  }
}

function untried({ appId, endpointId, lane, turn }: LaneJob): LaneJob {
  return laneJob({ appId, endpointId, lane, turn });
}

/** A request that was made once is repeated as it was; one that was not may take along what comes meanwhile. */
function waiting(job: LaneJob, { attempts }: Extract<Outcome, { kind: 'wait' }>, size: number): LaneJob {
  if (attempts === undefined) return untried(job);
  return { ...untried(job), attempts, ...(attempts.count > 0 && { size }) };
}
