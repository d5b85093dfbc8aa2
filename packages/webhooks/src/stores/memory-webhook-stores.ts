import {
  type Clock,
  type DropCause,
  MemoryDeadLetters,
  MemoryLanes,
  MemoryQueue,
  type QueueObserver,
} from '@shoal/queue';
import type { EventsJob, LaneEvent, WebhookJob } from '../deliver/webhook-job.js';
import type { WebhookDrop, WebhookObserver } from '../webhook-observer.js';
import { WEBHOOK_QUEUE, type WebhookStores } from './webhook-stores.js';

export interface MemoryWebhookStoresOptions {
  readonly observer: QueueObserver;
  /** Dead letters of one app. */
  readonly maxDeadLetters: number;
  /** Events that the queue has lost: as `buffer_full` when they made room, as `shutdown` when it was closed. */
  readonly dropped: WebhookObserver['dropped'];
  readonly clock?: Clock;
}

const reasons: Record<DropCause, WebhookDrop> = { full: 'buffer_full', closed: 'shutdown' };

/** In this process: what was not delivered is lost with it. The endpoint that has most waiting makes room. */
export function memoryWebhookStores(options: MemoryWebhookStoresOptions): WebhookStores {
  const { observer, maxDeadLetters, dropped, clock } = options;
  const lanes = new MemoryLanes<LaneEvent>();
  const queue = new MemoryQueue<WebhookJob>({
    ...{ name: WEBHOOK_QUEUE, observer, ...(clock !== undefined && { clock }) },
    groupOf: ({ appId, endpointId }) => JSON.stringify([appId, endpointId]),
    dropped({ data }, cause) {
      const events = eventsLost(data, cause, lanes);
      if (events > 0) dropped(data.appId, reasons[cause], events);
    },
  });
  return {
    queue,
    lanes,
    deadLetters: new MemoryDeadLetters<EventsJob>({ maxPerGroup: maxDeadLetters }),
  };
}

/** When the job of a lane makes room, its events stay: the next one that is pushed brings the job back. */
function eventsLost(job: WebhookJob, cause: DropCause, lanes: MemoryLanes<LaneEvent>): number {
  if (job.kind === 'events') return job.events.length;
  return cause === 'closed' ? lanes.count(job.lane, job.turn) : 0;
}
