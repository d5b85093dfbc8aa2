export { decodeDeadLetter, decodeJob, decodeLaneEvent } from './codec/decode.js';
export {
  type LetterQuery,
  type Replay,
  type ReplayedLetters,
  WebhookDeadLetters,
  type WebhookDeadLettersOptions,
} from './dead-letters/webhook-dead-letters.js';
export { WebhookDelivery, type WebhookDeliveryOptions } from './deliver/webhook-delivery.js';
export type {
  Attempts,
  EventsJob,
  LaneEvent,
  LaneJob,
  QueuedEvent,
  WebhookJob,
} from './deliver/webhook-job.js';
export type {
  ChannelFilter,
  Endpoint,
  RetryPolicy,
  Target,
  WebhookApp,
  WebhookApps,
} from './endpoint/endpoint.js';
export { endpointIds } from './endpoint/endpoint-ids.js';
export { wants } from './endpoint/wants.js';
export type { WebhookBatch, WebhookRecord } from './produce/webhook-batch.js';
export { WebhookProducer, type WebhookProducerOptions } from './produce/webhook-producer.js';
export type { Answer, Delivery, Sender } from './target/sender.js';
export type { StatusClass, WebhookDrop, WebhookFailure, WebhookObserver } from './webhook-observer.js';
