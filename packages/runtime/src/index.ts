export { type App, runApp, type StartedApp, type StartOptions } from './app/run-app.js';
export {
  type CloseContext,
  type CloseStep,
  Shutdown,
  type ShutdownOptions,
  type ShutdownReason,
} from './app/shutdown.js';
export type { AppConfiguration, Configuration, QueueConfiguration } from './config/configuration.js';
export { ConfigurationError, type ConfigurationProblem } from './config/configuration-error.js';
export {
  type LoadConfigurationOptions,
  type LoadedConfiguration,
  loadConfiguration,
} from './config/load-configuration.js';
export type {
  PushCredentialConfiguration,
  PushProviderConfiguration,
  PushProviderConfigurations,
  PushProviderName,
} from './config/push/providers/provider-configuration.js';
export type { PushConfiguration } from './config/push/push-configuration.js';
export type { PushRuleConfiguration } from './config/push/push-rules-section.js';
export { redactConfiguration } from './config/redact-configuration.js';
export type { RedisConfiguration, RedisTlsConfiguration } from './config/redis/redis-configuration.js';
export { configurationJsonSchema } from './config/reference/json-schema.js';
export { renderConfigurationReference } from './config/reference/markdown.js';
export type {
  WebhookEndpointConfiguration,
  WebhookTargetConfiguration,
} from './config/webhooks/endpoint-configuration.js';
export type { WebhookEventName } from './config/webhooks/event-types.js';
export { type CreateLoggerOptions, createLogger, type RootLogger } from './logging/create-logger.js';
export { type LimitRepeatsOptions, limitRepeats, type RepeatLimitedLogger } from './logging/limit-repeats.js';
export {
  type ChildOptions,
  LOG_LEVELS,
  type LogFields,
  type Logger,
  type LogLevel,
} from './logging/logger.js';
export {
  DEGRADED_REASONS,
  type DegradedReason,
  Health,
  type HealthOptions,
  type HealthStatus,
  type Readiness,
} from './ops-server/health.js';
export { type ObserveQueueParts, observeQueue, type QueueEvents } from './ops-server/observe-queue.js';
export { type ServedMetrics, type ServeMetricsParts, serveMetrics } from './ops-server/serve-metrics.js';
export {
  type OpsServer,
  type OpsServerOptions,
  type RequestHandler,
  startOpsServer,
} from './ops-server/start-ops-server.js';
export {
  type MetricStream,
  startTcpExporter,
  type TcpExporterServer,
} from './ops-server/start-tcp-exporter.js';
