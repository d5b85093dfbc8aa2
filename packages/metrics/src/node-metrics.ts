import { collectDefaultMetrics } from 'prom-client';
import type { LabelSet, Role } from './catalogue/metric-definition.js';
import { type ServerCatalogue, serverCatalogue } from './catalogue/server-catalogue.js';
import { CacheMetrics } from './node/caches/cache-metrics.js';
import { IdempotencyMetrics } from './node/caches/idempotency-metrics.js';
import { copyAppCounters } from './node/copy-app-counters.js';
import { type HttpEndpoint, HttpMetrics } from './node/http-metrics.js';
import { KnownApps } from './node/known-apps.js';
import { NodeObserver } from './node/node-observer.js';
import type { NodeTables } from './node/node-tables.js';
import { RateLimitMetrics } from './node/rate-limit-metrics.js';
import { readTables } from './node/table-gauges.js';
import { createMetricsHandler, type MetricsHandler } from './scrape/metrics-handler.js';
import { MetricsRegistry } from './series/metrics-registry.js';

export interface NodeMetricsOptions {
  /** Put before every name, `sockudo_` for example. */
  readonly prefix: string;
  /** Constant labels for every series. */
  readonly labels: LabelSet;
  readonly role: Role;
  /** Of the product. */
  readonly version: string;
  /** The id of the node. */
  readonly node: string;
  readonly adapter: string;
  /** Absent: the constant label of the same name, or empty. */
  readonly environment?: string | undefined;
  readonly region?: string | undefined;
  /** Series with an `app_id` that one metric may have before further ones are folded together. */
  readonly maxSeriesPerMetric: number;
  readonly tables: NodeTables;
  /** The routes of the HTTP API. */
  readonly endpoints: readonly HttpEndpoint[];
}

/** The metrics of one server process. */
export interface NodeMetrics {
  /** For core. */
  readonly observer: NodeObserver;
  /** For the HTTP API. */
  readonly http: HttpMetrics;
  /** For publishes with an idempotency key. */
  readonly idempotency: IdempotencyMetrics;
  /** For the route `/metrics`. */
  readonly handler: MetricsHandler;
  readonly registry: MetricsRegistry<ServerCatalogue>;
}

/** Makes the metrics of a server. Throws {@link InvalidMetricsOption} for a bad prefix or label. */
export function createNodeMetrics(options: NodeMetricsOptions): NodeMetrics {
  const registry = new MetricsRegistry({ ...options, catalogue: serverCatalogue });
  const apps = new KnownApps(registry);
  const rateLimits = new RateLimitMetrics(registry, apps);
  const caches = new CacheMetrics(registry);
  const observer = new NodeObserver(registry, { apps, rateLimits, caches });
  const idempotency = new IdempotencyMetrics(registry, { apps, caches });
  const http = new HttpMetrics(registry, { apps, rateLimits, endpoints: options.endpoints });
  copyAppCounters(registry, apps);
  readTables(registry, options.tables);
  identify(registry, options);
  reportFolding(registry);
  collectDefaultMetrics({ register: registry, prefix: options.prefix });
  return { observer, http, idempotency, handler: createMetricsHandler(registry), registry };
}

function identify(registry: MetricsRegistry<ServerCatalogue>, options: NodeMetricsOptions): void {
  const { role, version, node, adapter, labels } = options;
  const { environment = labels.environment ?? '', region = labels.region ?? '' } = options;
  registry.gauge('build_info').of({ version, node_version: process.version, role }).value = 1;
  registry.gauge('node_info').of({ node, environment, region, adapter, version, role }).value = 1;
}

function reportFolding(registry: MetricsRegistry<ServerCatalogue>): void {
  const folded = registry.counter('metrics_series_folded_total').of({});
  registry.beforeScrape(() => {
    folded.value = registry.foldedLabelSets;
  });
}
