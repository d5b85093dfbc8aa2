import { MemoryDeadLetters, MemoryLanes, MemoryQueue, type QueueObserver } from '@shoal/queue';
import type { EventsJob, LaneEvent, WebhookJob } from '../deliver/webhook-job.js';
import { WEBHOOK_QUEUE, type WebhookStores } from './webhook-stores.js';

export interface MemoryWebhookStoresOptions {
  readonly observer: QueueObserver;
  /** Dead letters of one app. */
  readonly maxDeadLetters: number;
}

/** In this process: what was not delivered is lost with it. */
export function memoryWebhookStores({ observer, maxDeadLetters }: MemoryWebhookStoresOptions): WebhookStores {
  return {
    queue: new MemoryQueue<WebhookJob>({ name: WEBHOOK_QUEUE, observer }),
    lanes: new MemoryLanes<LaneEvent>(),
    deadLetters: new MemoryDeadLetters<EventsJob>({ maxPerGroup: maxDeadLetters }),
  };
}
