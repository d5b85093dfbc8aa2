import { createWorkerMetrics, type WorkerMetrics } from '@shoal/metrics';
import type { JobWorker } from '@shoal/queue';
import { awaitRedis, openConnection } from '@shoal/redis-adapter';
import { Health, observeQueue, type StartOptions } from '@shoal/runtime';
import { StaticWebhookApps, startDelivery } from '@shoal/webhooks';
import { openRedisStores } from '@shoal/webhooks/redis';

/** What tells of the process from its first moment on. */
export interface Observability {
  readonly health: Health;
  readonly metrics: WorkerMetrics;
}

export interface Composition {
  /** Already at work. */
  readonly worker: JobWorker;
  /** After the worker. */
  close(): Promise<void>;
}

type ComposeOptions = Pick<StartOptions, 'configuration' | 'logger' | 'version'>;

export function composeObservability({ configuration, logger, version }: ComposeOptions): Observability {
  const health = new Health(configuration.health);
  const { metrics, node, adapter, appManager } = configuration;
  return {
    health,
    metrics: createWorkerMetrics({
      ...{ version, labels: metrics.labels, prefix: metrics.prometheus.prefix },
      ...{ node: node.id, environment: node.environment, region: node.region, adapter: adapter.driver },
      maxSeriesPerMetric: metrics.maxSeriesPerMetric,
      openMetrics: metrics.openmetrics,
      tcpExporterBuffer: metrics.tcpExporter.bufferSize,
      log: logger,
      health: () => health.gauges(),
      apps: appManager.apps.filter(({ webhooks }) => webhooks.length > 0).map(({ id }) => id),
    }),
  };
}

/**
 * Joins the parts of the worker. The only place that says which implementation of a port is used. Resolves when Redis
 * has been reached.
 *
 * @throws Error that says what to set when the jobs are not in Redis, or why Redis cannot be used
 */
export async function compose(
  { configuration, logger, version }: ComposeOptions,
  { health, metrics }: Observability,
): Promise<Composition> {
  const { redis: settings, queue, webhooks, appManager } = configuration;
  if (queue.driver === 'memory' || settings === undefined) {
    throw new Error(
      'A webhook worker takes its jobs from Redis: set QUEUE_DRIVER=redis (queue.driver) and REDIS_URL, here and for the servers',
    );
  }
  await awaitRedis({
    ...{ settings, log: logger },
    tell: (isReached) => (isReached ? health.recover('redis', 'start') : health.degrade('redis', 'start')),
  });
  const { stores, close } = openRedisStores({
    connection: openConnection(settings, { use: 'queue', log: logger }),
    prefix: settings.keyPrefix + queue.redisPrefix,
    maxDeadLetters: webhooks.maxDeadLetters,
    observer: observeQueue({ metrics: metrics.queue, health, logger }),
  });
  const worker = startDelivery({
    ...{ stores, version, allowPrivateTargets: webhooks.allowPrivateTargets },
    apps: new StaticWebhookApps(appManager.apps),
    observer: metrics.webhooks,
    concurrency: queue.concurrency,
  });
  return { worker, close };
}
