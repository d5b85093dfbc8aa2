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
export {
  type EndpointSettings,
  StaticWebhookApps,
  type WebhookAppSettings,
} from './endpoint/static-webhook-apps.js';
export { wants } from './endpoint/wants.js';
export type { WebhookBatch, WebhookRecord } from './produce/webhook-batch.js';
export { WebhookProducer, type WebhookProducerOptions } from './produce/webhook-producer.js';
export { type StartDeliveryOptions, startDelivery } from './start-delivery.js';
export { type MemoryWebhookStoresOptions, memoryWebhookStores } from './stores/memory-webhook-stores.js';
export { type OpenedStores, WEBHOOK_QUEUE, type WebhookStores } from './stores/webhook-stores.js';
export type { Resolve } from './target/address/shared-lookups.js';
export { TargetGuard, type TargetGuardOptions } from './target/address/target-guard.js';
export { type CreateSenderOptions, createSender } from './target/create-sender.js';
export { HttpSender, type HttpSenderOptions } from './target/http/http-sender.js';
export { LambdaSender, type LambdaSenderOptions } from './target/lambda/lambda-sender.js';
export type { Answer, Delivery, Sender } from './target/sender.js';
export { TargetSender } from './target/target-sender.js';
export type { StatusClass, WebhookDrop, WebhookFailure, WebhookObserver } from './webhook-observer.js';
