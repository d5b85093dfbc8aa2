import type { Clock, Job, JobResult, LaneHead, OrderedLanes } from '@shoal/queue';
import { fitting } from '../endpoint/request-limit.js';
import { laneRequestId } from './delivery-id.js';
import { AWAY_MS, again, DONE, orAway } from './job-results.js';
import { type FoundReceiver, type Receiver, type Receivers, wantedBy } from './receivers.js';
import { type Outcome, OVER, type RequestDelivery } from './request/request-delivery.js';
import {
  type Attempts,
  type LaneEvent,
  type LaneJob,
  laneJob,
  queuedEvent,
  type WebhookJob,
} from './webhook-job.js';

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

type KnownReceiver = Exclude<FoundReceiver, { kind: 'unknown' }>;

type Turn = Pick<Job<LaneJob>, 'data' | 'addedAt'>;

/** What stands in front in a lane, for the next request. */
interface Head extends Receiver {
  readonly job: LaneJob;
  readonly items: readonly LaneEvent[];
  /** Those of the items that go into the request. Not empty. */
  readonly wanted: readonly LaneEvent[];
}

/** Empties a lane: no request begins before the one in front of it was sent or became a dead letter. */
export class LaneDelivery {
  private readonly parts: LaneDeliveryParts;

  constructor(parts: LaneDeliveryParts) {
    this.parts = parts;
  }

  async run({ data, addedAt }: Turn, isStillOurs: () => boolean): Promise<JobResult<WebhookJob>> {
    const { clock } = this.parts;
    const endsAt = clock.now() + MOST_MS;
    let current = data;
    for (let requests = 0; requests < MOST_REQUESTS && clock.now() < endsAt; requests += 1) {
      const step = await this.step({ data: current, addedAt }, isStillOurs);
      if ('result' in step) return step.result;
      current = step.next;
    }
    return again(0, current);
  }

  private async step(turn: Turn, isStillOurs: () => boolean): Promise<Step> {
    const job = turn.data;
    const found = await this.parts.receivers.find(turn);
    if (found.kind === 'unknown') return { result: again(found.delay, job) };
    const head = await orAway(this.head(job, found));
    if (head === 'away') return { result: again(AWAY_MS, job) };
    const { items, through } = head;
    if (items.length === 0) return { result: DONE };
    const wanted = found.kind === 'gone' ? [] : wantedBy(found.receiver, items);
    const outcome =
      found.kind === 'gone' || wanted.length === 0
        ? OVER
        : await this.deliver({ job, items, wanted, ...found.receiver }, isStillOurs);
    if (outcome.kind === 'wait') return { result: again(outcome.delay, waiting(job, outcome, items.length)) };
    if (isStillOurs()) this.parts.receivers.drop(job.appId, items.length - wanted.length);
    return this.advance(job, { through, size: items.length });
  }

  /** What goes into the next request, wanted or not. */
  private async head({ lane, turn, size }: LaneJob, found: KnownReceiver): Promise<LaneHead<LaneEvent>> {
    const most = found.kind === 'gone' ? MOST_GONE : found.receiver.endpoint.maxEvents;
    const { items, through } = await this.parts.lanes.head(lane, turn, Math.min(size ?? most, most));
    if (found.kind === 'gone') return { items, through };
    const first = items.slice(0, fitting(found.receiver.endpoint, items));
    return { items: first, through: through - (items.length - first.length) };
  }

  private deliver({ job, items, wanted, ...receiver }: Head, isStillOurs: () => boolean): Promise<Outcome> {
    const id = laneRequestId(job, items);
    const events = wanted.map(queuedEvent);
    const attempts = job.attempts ?? this.untriedSince(items);
    return this.parts.requests.deliver({ ...receiver, id, events, attempts, isStillOurs });
  }

  /** What happened longer ago than it is tried gets one attempt: else a backlog would take that long for each request. */
  private untriedSince([first]: readonly LaneEvent[]): Attempts {
    const now = this.parts.clock.wall();
    return { count: 0, firstAt: Math.min(now, first?.replayedAt ?? first?.timeMs ?? now) };
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
  if (attempts === undefined || attempts.count === 0) return untried(job);
  return { ...untried(job), attempts, size };
}
