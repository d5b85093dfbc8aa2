import { PUSH_QUEUES } from './catalogue/areas/jobs/queue.js';
import type { ServerCatalogue } from './catalogue/server-catalogue.js';
import { PushMetrics } from './jobs/push-metrics.js';
import { QueueMetrics } from './jobs/queue-metrics.js';
import { WebhookMetrics } from './jobs/webhook-metrics.js';
import { createProcessMetrics, reportFolding } from './process-metrics.js';
import type { MetricsHandler } from './scrape/metrics-handler.js';
import type { MetricsRegistry } from './series/metrics-registry.js';
import type { TcpExporter } from './tcp-exporter/tcp-exporter.js';
import type { WorkerMetricsOptions } from './worker-metrics.js';

/** The metrics of one push worker. */
export interface PushWorkerMetrics {
  /** For the queues. */
  readonly queue: QueueMetrics;
  /** For planning and sending. */
  readonly push: PushMetrics;
  /** For the webhooks that tell apps of their publishes. */
  readonly webhooks: WebhookMetrics;
  /** For the route `/metrics`. */
  readonly handler: MetricsHandler;
  /** For connections to the port of the TCP exporter. */
  readonly tcpExporter: TcpExporter;
  readonly registry: MetricsRegistry<ServerCatalogue>;
}

/**
 * Makes the metrics of a push worker. How much waits, and which devices there are, is told by the servers. Throws
 * {@link InvalidMetricsOption} for a bad prefix or label.
 */
export function createPushWorkerMetrics(options: WorkerMetricsOptions): PushWorkerMetrics {
  const { registry, apps, handler, tcpExporter } = createProcessMetrics(
    { ...options, role: 'push-worker' },
    options.health,
  );
  const queue = new QueueMetrics(registry, { runsJobs: true, queues: PUSH_QUEUES });
  const push = new PushMetrics(registry, { apps, admits: false, runsJobs: true });
  const webhooks = new WebhookMetrics(registry, { apps, runsJobs: false });
  for (const appId of options.apps) apps.countersOf(appId);
  reportFolding(registry);
  return { queue, push, webhooks, handler, tcpExporter, registry };
}
