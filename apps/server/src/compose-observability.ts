import type { IdempotencyStore, RealtimeNode } from '@shoal/core';
import { createNodeMetrics, type NodeMetrics } from '@shoal/metrics';
import { type Configuration, Health, type Logger } from '@shoal/runtime';
import { WEBHOOK_QUEUE } from '@shoal/webhooks';
import { endpoints } from './http/routes/route-table.js';
import { type MetricTableSources, metricTables } from './observe/metric-tables.js';
import type { OpenedPush } from './push/open-push.js';
import { pushBacklog } from './push/push-backlog.js';
import type { PushOnDemand } from './push/push-on-demand.js';
import type { SharedRedis } from './redis/open-redis.js';
import { deliversHere, type Webhooks } from './webhooks/open-webhooks.js';

export interface ComposeOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  readonly version: string;
}

/** What tells of the process from its first moment on. */
export interface Observability {
  readonly health: Health;
  readonly metrics: NodeMetrics;
  /** From now on the metrics read these. */
  readonly observe: (observed: ObservedParts) => void;
}

interface ObservedParts {
  readonly node: RealtimeNode;
  readonly idempotency: IdempotencyStore | undefined;
  readonly redis: SharedRedis | undefined;
  readonly webhooks: Webhooks;
  readonly push: PushOnDemand;
}

export function composeObservability(options: ComposeOptions): Observability {
  const health = new Health(options.configuration.health);
  let observed: Partial<ObservedParts> = {};
  const isAlone = options.configuration.adapter.driver === 'local';
  return {
    health,
    metrics: composeMetrics(options, {
      health,
      node: () => observed.node,
      idempotency: () => observed.idempotency,
      cluster: isAlone ? undefined : () => observed.redis?.clusterCounts.latest(),
      membership: isAlone ? undefined : () => observed.redis?.membership(),
      outgoing: () => observed.redis?.outgoing(),
      incoming: () => observed.redis?.incoming(),
      unreadable: () => observed.redis?.unreadable(),
      webhooks: () => observed.webhooks,
      push: () => observed.push?.opened,
    }),
    observe(parts) {
      observed = parts;
    },
  };
}

interface BacklogOwner {
  /** Undefined until they are opened. */
  readonly webhooks: () => Webhooks | undefined;
  readonly push: () => OpenedPush | undefined;
}

function composeMetrics(
  { configuration, version, logger }: ComposeOptions,
  { webhooks, push, ...sources }: Omit<MetricTableSources, 'connectionQuotas'> & BacklogOwner,
): NodeMetrics {
  const { metrics, node, adapter, appManager } = configuration;
  const runsJobs = deliversHere(configuration);
  const appIds = appManager.apps.map(({ id }) => id);
  const pushes = pushBacklog({ push, appIds, isInMemory: runsJobs });
  const connectionQuotas = new Map(appManager.apps.map(({ id, limits }) => [id, limits.maxConnections]));
  return createNodeMetrics({
    prefix: metrics.prometheus.prefix,
    labels: metrics.labels,
    role: 'server',
    version,
    node: node.id,
    adapter: adapter.driver,
    environment: node.environment,
    region: node.region,
    maxSeriesPerMetric: metrics.maxSeriesPerMetric,
    openMetrics: metrics.openmetrics,
    compat: {
      servers: metrics.compat,
      soketiPrefix: metrics.soketiPrefix,
      port: configuration.port,
      metricsPort: metrics.port,
    },
    tcpExporterBuffer: metrics.tcpExporter.bufferSize,
    log: logger,
    tables: metricTables({ ...sources, connectionQuotas }),
    endpoints,
    jobs: {
      runsJobs,
      queues: [{ name: WEBHOOK_QUEUE, read: async () => webhooks()?.backlog() }, ...pushes.queues],
      push: pushes.push,
      oldestPendingWebhook: () => webhooks()?.producer.oldestAge() ?? 0,
    },
  });
}
