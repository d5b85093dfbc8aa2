import { WEBHOOK_QUEUES } from './catalogue/areas/jobs/queue.js';
import type { ServerCatalogue } from './catalogue/server-catalogue.js';
import { QueueMetrics } from './jobs/queue-metrics.js';
import { WebhookMetrics } from './jobs/webhook-metrics.js';
import type { NodeHealth } from './node/node-tables.js';
import { createProcessMetrics, type ProcessMetricsOptions, reportFolding } from './process-metrics.js';
import type { MetricsHandler } from './scrape/metrics-handler.js';
import type { MetricsRegistry } from './series/metrics-registry.js';
import type { TcpExporter } from './tcp-exporter/tcp-exporter.js';

export interface WorkerMetricsOptions extends Omit<ProcessMetricsOptions, 'role'> {
  /** Read at each scrape. */
  readonly health: () => NodeHealth;
  /** Ids of the apps that it works for, as far as they are known: their series are there before their first job. */
  readonly apps: readonly string[];
}

/** The metrics of one webhook worker. */
export interface WorkerMetrics {
  /** For the queue. */
  readonly queue: QueueMetrics;
  /** For the delivery of webhooks. */
  readonly webhooks: WebhookMetrics;
  /** For the route `/metrics`. */
  readonly handler: MetricsHandler;
  /** For connections to the port of the TCP exporter. */
  readonly tcpExporter: TcpExporter;
  readonly registry: MetricsRegistry<ServerCatalogue>;
}

/**
 * Makes the metrics of a webhook worker. How much waits is told by the servers, which are there when every worker is
 * dead. Throws {@link InvalidMetricsOption} for a bad prefix or label.
 */
export function createWorkerMetrics(options: WorkerMetricsOptions): WorkerMetrics {
  const { registry, apps, handler, tcpExporter } = createProcessMetrics(
    { ...options, role: 'webhook-worker' },
    options.health,
  );
  const queue = new QueueMetrics(registry, { runsJobs: true, queues: WEBHOOK_QUEUES });
  const webhooks = new WebhookMetrics(registry, { apps, runsJobs: true });
  for (const appId of options.apps) apps.countersOf(appId);
  reportFolding(registry);
  return { queue, webhooks, handler, tcpExporter, registry };
}
