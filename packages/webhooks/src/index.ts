export type { QueuedEvent, WebhookJob } from './deliver/webhook-job.js';
export type {
  ChannelFilter,
  Endpoint,
  RetryPolicy,
  Target,
  WebhookApp,
  WebhookApps,
} from './endpoint/endpoint.js';
export type { WebhookBatch, WebhookRecord } from './produce/webhook-batch.js';
export type { Answer, Delivery, Sender } from './target/sender.js';
export type { StatusClass, WebhookDrop, WebhookFailure, WebhookObserver } from './webhook-observer.js';
