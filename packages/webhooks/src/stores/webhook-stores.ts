import type { DeadLetters, JobQueue, OrderedLanes } from '@shoal/queue';
import type { EventsJob, LaneEvent, WebhookJob } from '../deliver/webhook-job.js';

/** The name of the queue, in keys and metrics. */
export const WEBHOOK_QUEUE = 'webhooks';

/** Where webhooks are between the fact and the endpoint. */
export interface WebhookStores {
  readonly queue: JobQueue<WebhookJob>;
  readonly lanes: OrderedLanes<LaneEvent>;
  readonly deadLetters: DeadLetters<EventsJob>;
}

export interface OpenedStores {
  readonly stores: WebhookStores;
  /** After everything that uses them. */
  close(): Promise<void>;
}
