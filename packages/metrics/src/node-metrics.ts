import type { ServerCatalogue } from './catalogue/server-catalogue.js';
import { type CompatOptions, registerCompat } from './compat/register-compat.js';
import { readPushes } from './jobs/push-gauges.js';
import { PushMetrics } from './jobs/push-metrics.js';
import { type BacklogSources, readBacklog } from './jobs/queue-depths.js';
import { type JobRunner, QueueMetrics } from './jobs/queue-metrics.js';
import { WebhookMetrics } from './jobs/webhook-metrics.js';
import { CacheMetrics } from './node/caches/cache-metrics.js';
import { IdempotencyMetrics } from './node/caches/idempotency-metrics.js';
import { copyAppCounters } from './node/copy-app-counters.js';
import { type HttpEndpoint, HttpMetrics } from './node/http-metrics.js';
import { NodeObserver } from './node/node-observer.js';
import type { NodeTables } from './node/node-tables.js';
import { RateLimitMetrics } from './node/rate-limit-metrics.js';
import { readTables } from './node/table-gauges.js';
import { createProcessMetrics, type ProcessMetricsOptions, reportFolding } from './process-metrics.js';
import type { MetricsHandler } from './scrape/metrics-handler.js';
import type { MetricsRegistry } from './series/metrics-registry.js';
import type { TcpExporter } from './tcp-exporter/tcp-exporter.js';

export interface NodeMetricsOptions extends ProcessMetricsOptions {
  readonly tables: NodeTables;
  /** The routes of the HTTP API. */
  readonly endpoints: readonly HttpEndpoint[];
  /** Jobs that wait, and whether this server runs them itself, its queue being in its own memory. */
  readonly jobs: BacklogSources & JobRunner;
  /** Names of other servers to print as well. */
  readonly compat?: Omit<CompatOptions, 'prefix'> | undefined;
}

/** The metrics of one server process. */
export interface NodeMetrics {
  /** For core. */
  readonly observer: NodeObserver;
  /** For the HTTP API. */
  readonly http: HttpMetrics;
  /** For publishes with an idempotency key. */
  readonly idempotency: IdempotencyMetrics;
  /** For the queue. */
  readonly queue: QueueMetrics;
  /** For webhooks on their way. */
  readonly webhooks: WebhookMetrics;
  /** For pushes on their way. */
  readonly push: PushMetrics;
  /** For the route `/metrics`. */
  readonly handler: MetricsHandler;
  /** For connections to the port of the TCP exporter. */
  readonly tcpExporter: TcpExporter;
  readonly registry: MetricsRegistry<ServerCatalogue>;
}

/** Makes the metrics of a server. Throws {@link InvalidMetricsOption} for a bad prefix or label. */
export function createNodeMetrics(options: NodeMetricsOptions): NodeMetrics {
  const { tables, endpoints, jobs } = options;
  const { runsJobs } = jobs;
  const { registry, apps, handler, tcpExporter } = createProcessMetrics(options, () => tables.health());
  const rateLimits = new RateLimitMetrics(registry, apps);
  const caches = new CacheMetrics(registry);
  const observer = new NodeObserver(registry, { apps, rateLimits, caches });
  const idempotency = new IdempotencyMetrics(registry, { apps, caches });
  const http = new HttpMetrics(registry, { apps, rateLimits, endpoints });
  const queue = new QueueMetrics(registry, { runsJobs, queues: jobs.queues.map(({ name }) => name) });
  const webhooks = new WebhookMetrics(registry, { apps, runsJobs });
  const push = new PushMetrics(registry, { apps, admits: true, runsJobs });
  copyAppCounters(registry, apps);
  readTables(registry, tables);
  readBacklog(registry, jobs);
  if (jobs.push) readPushes(registry, apps, jobs.push);
  reportFolding(registry);
  if (options.compat) registerCompat(registry, { ...options.compat, prefix: options.prefix });
  return { observer, http, idempotency, queue, webhooks, push, handler, tcpExporter, registry };
}
