import { createPushWorkerMetrics, type PushWorkerMetrics } from '@shoal/metrics';
import {
  createPushCredentials,
  createPushProviders,
  createPushSettings,
  logRefusals,
  type StartedPush,
  servedProviders,
  startPush,
  statusWebhooks,
} from '@shoal/push';
import { openRedisStores } from '@shoal/push/redis';
import { awaitRedis, openConnection } from '@shoal/redis-adapter';
import {
  type Configuration,
  Health,
  limitRepeats,
  observeQueue,
  type RedisConfiguration,
  type StartOptions,
} from '@shoal/runtime';
import { StaticWebhookApps, WebhookProducer } from '@shoal/webhooks';
import { openRedisStores as openWebhookStores } from '@shoal/webhooks/redis';

/** What tells of the process from its first moment on. */
export interface Observability {
  readonly health: Health;
  readonly metrics: PushWorkerMetrics;
}

export interface Composition {
  /** Already at work. */
  readonly worker: StartedPush;
  /** Names of those that it sends to. */
  readonly providers: readonly string[];
  /** After the worker. */
  close(): Promise<void>;
}

type ComposeOptions = Pick<StartOptions, 'configuration' | 'logger'>;

/** Refusals that are logged in ten seconds; how many more there were is told afterwards. */
const repeats = { limit: 20, intervalMs: 10_000 };

export function composeObservability({
  configuration,
  logger,
  version,
}: Pick<StartOptions, 'configuration' | 'logger' | 'version'>): Observability {
  const health = new Health(configuration.health);
  const { metrics, node, adapter, appManager } = configuration;
  return {
    health,
    metrics: createPushWorkerMetrics({
      ...{ version, labels: metrics.labels, prefix: metrics.prometheus.prefix },
      ...{ node: node.id, environment: node.environment, region: node.region, adapter: adapter.driver },
      maxSeriesPerMetric: metrics.maxSeriesPerMetric,
      openMetrics: metrics.openmetrics,
      tcpExporterBuffer: metrics.tcpExporter.bufferSize,
      log: logger,
      health: () => health.gauges(),
      apps: appManager.apps.map(({ id }) => id),
    }),
  };
}

/**
 * Joins the parts of the worker. The only place that says which implementation of a port is used. Resolves when Redis
 * has been reached.
 *
 * @throws Error that says what to set when the jobs are not in Redis, or why Redis cannot be used
 */
export async function compose(options: ComposeOptions, observability: Observability): Promise<Composition> {
  const { configuration, logger } = options;
  const { health, metrics } = observability;
  const settings = redisOf(configuration);
  await awaitRedis({
    ...{ settings, log: logger },
    tell: (isReached) => (isReached ? health.recover('redis', 'start') : health.degrade('redis', 'start')),
  });
  const queueObserver = observeQueue({ metrics: metrics.queue, health, logger });
  const pushes = openRedisStores({
    connection: openConnection(settings, { use: 'queue', log: logger }),
    prefix: `${settings.keyPrefix}push:`,
    observer: queueObserver,
  });
  const webhooks = openWebhooks(options, observability, settings);
  const log = limitRepeats(logger, repeats);
  const { push } = configuration;
  const worker = startPush({
    ...{ stores: pushes.stores, providers: createPushProviders(push), queueObserver },
    credentials: createPushCredentials(push, pushes.stores.credentials).resolver,
    observer: logRefusals(metrics.push, log),
    statusChanged: statusWebhooks({ passOn: (batch) => webhooks.producer.passOn(batch) }),
    settings: createPushSettings(push),
  });
  return {
    ...{ worker, providers: servedProviders(push) },
    async close() {
      log.close();
      await Promise.all([pushes.close(), webhooks.close()]);
    },
  };
}

function redisOf({ redis, queue }: Configuration): RedisConfiguration {
  if (queue.driver !== 'memory' && redis !== undefined) return redis;
  throw new Error(
    'A push worker takes its jobs from Redis: set QUEUE_DRIVER=redis (queue.driver) and REDIS_URL, here and for the servers',
  );
}

interface Webhooks {
  readonly producer: WebhookProducer;
  close(): Promise<void>;
}

/** Where the states of publishes are queued for the webhook workers. */
function openWebhooks(
  { configuration, logger }: ComposeOptions,
  { health, metrics }: Observability,
  settings: RedisConfiguration,
): Webhooks {
  const { queue, webhooks, appManager } = configuration;
  const { stores, close } = openWebhookStores({
    connection: openConnection(settings, { use: 'queue', log: logger }),
    prefix: settings.keyPrefix + queue.redisPrefix,
    maxDeadLetters: webhooks.maxDeadLetters,
    observer: observeQueue({ metrics: metrics.queue, health, logger }),
  });
  const producer = new WebhookProducer({
    ...stores,
    ...{ apps: new StaticWebhookApps(appManager.apps), observer: metrics.webhooks },
  });
  return { producer, close };
}
