import type { IdempotencyStore, RealtimeNode } from '@shoal/core';
import { createNodeMetrics, type NodeMetrics } from '@shoal/metrics';
import { type Configuration, Health, type Logger } from '@shoal/runtime';
import { endpoints } from './http/routes/route-table.js';
import { type MetricTableSources, metricTables } from './observe/metric-tables.js';
import type { SharedRedis } from './redis/open-redis.js';

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
}

export function composeObservability(options: ComposeOptions): Observability {
  const health = new Health(options.configuration.health);
  let observed: Partial<ObservedParts> = {};
  const isAlone = options.configuration.redis === undefined;
  return {
    health,
    metrics: composeMetrics(options, {
      health,
      node: () => observed.node,
      idempotency: () => observed.idempotency,
      cluster: isAlone ? undefined : () => observed.redis?.clusterCounts.latest(),
      unreadable: () => observed.redis?.unreadable(),
    }),
    observe(parts) {
      observed = parts;
    },
  };
}

function composeMetrics(
  { configuration, version }: ComposeOptions,
  sources: Omit<MetricTableSources, 'connectionQuotas'>,
): NodeMetrics {
  const { metrics, node, adapter, appManager } = configuration;
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
    tables: metricTables({ ...sources, connectionQuotas }),
    endpoints,
  });
}
