export type { AuthenticationFailureReason } from './catalogue/areas/http.js';
export { PUSH_QUEUES } from './catalogue/areas/jobs/queue.js';
export type { StatusClass, WebhookDrop, WebhookFailure } from './catalogue/areas/jobs/webhooks.js';
export type { LimiterType } from './catalogue/areas/limits.js';
export type { PublishRejection } from './catalogue/areas/messages.js';
export type { DegradedReason } from './catalogue/areas/node.js';
export type { SubscribableChannelType } from './catalogue/label-values.js';
export type {
  Catalogue,
  CatalogueArea,
  LabelDefinition,
  LabelSet,
  MetricDefinition,
  Owner,
  Role,
  Seed,
} from './catalogue/metric-definition.js';
export { renderMetricsReference } from './catalogue/render-metrics-reference.js';
export { catalogueAreas } from './catalogue/server-catalogue.js';
export type { CompatServer } from './compat/borrowed-metrics.js';
export type { CompatOptions } from './compat/register-compat.js';
export type { DeviceCounts, PushSources } from './jobs/push-gauges.js';
export type { PushMetrics } from './jobs/push-metrics.js';
export type { BacklogSources, QueueReading, QueueSource } from './jobs/queue-depths.js';
export type { JobRunner, QueueMetrics } from './jobs/queue-metrics.js';
export type { WebhookMetrics } from './jobs/webhook-metrics.js';
export { AppCounters } from './node/app-counters.js';
export type { IdempotencyMetrics } from './node/caches/idempotency-metrics.js';
export type { FinishedRequest, HttpEndpoint, HttpMetrics } from './node/http-metrics.js';
export type { NodeObserver } from './node/node-observer.js';
export type { AppTable, ClusterAppTable, NodeHealth, NodeTables } from './node/node-tables.js';
export { createNodeMetrics, type NodeMetrics, type NodeMetricsOptions } from './node-metrics.js';
export { createPushWorkerMetrics, type PushWorkerMetrics } from './push-worker-metrics.js';
export type { MetricsHandler } from './scrape/metrics-handler.js';
export { InvalidMetricsOption } from './series/label-rules.js';
export type { ExporterLog, TcpExporter } from './tcp-exporter/tcp-exporter.js';
export { createWorkerMetrics, type WorkerMetrics, type WorkerMetricsOptions } from './worker-metrics.js';
