import { collectDefaultMetrics } from 'prom-client';
import type { LabelSet, Role } from './catalogue/metric-definition.js';
import { type ServerCatalogue, serverCatalogue } from './catalogue/server-catalogue.js';
import { KnownApps } from './node/known-apps.js';
import type { NodeHealth } from './node/node-tables.js';
import { createMetricsHandler, type MetricsHandler } from './scrape/metrics-handler.js';
import { MetricsRegistry } from './series/metrics-registry.js';
import { type ExporterLog, TcpExporter } from './tcp-exporter/tcp-exporter.js';

export interface ProcessMetricsOptions {
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
  /** Whether clients that prefer OpenMetrics get it. */
  readonly openMetrics?: boolean;
  /** Messages that may wait for each client of the TCP exporter. */
  readonly tcpExporterBuffer: number;
  readonly log: ExporterLog;
}

const MISNAMED = ['resources', 'handles', 'requests'].map((what) => `nodejs_active_${what}_total`);

/** What the metrics of every process of ours begin with. */
export interface ProcessMetrics {
  readonly registry: MetricsRegistry<ServerCatalogue>;
  readonly apps: KnownApps;
  /** For the route `/metrics`. */
  readonly handler: MetricsHandler;
  /** For connections to the port of the TCP exporter. */
  readonly tcpExporter: TcpExporter;
}

/**
 * What every process tells: who it is, how it is, and what it uses. Throws {@link InvalidMetricsOption} for a bad
 * prefix or label.
 */
export function createProcessMetrics(
  options: ProcessMetricsOptions,
  health: () => NodeHealth,
): ProcessMetrics {
  const registry = new MetricsRegistry({ ...options, catalogue: serverCatalogue });
  readHealth(registry, health);
  identify(registry, options);
  collectDefaultMetrics({ register: registry, prefix: options.prefix });
  // Gauges with the suffix of counters. They are sums of the metrics without it.
  for (const name of MISNAMED) registry.removeSingleMetric(options.prefix + name);
  return {
    ...{
      registry,
      apps: new KnownApps(registry),
      handler: createMetricsHandler(registry, options.openMetrics),
    },
    tcpExporter: createTcpExporter(registry, options),
  };
}

function createTcpExporter(
  registry: MetricsRegistry<ServerCatalogue>,
  { tcpExporterBuffer: bufferSize, log }: ProcessMetricsOptions,
): TcpExporter {
  const clients = registry.gauge('tcp_exporter_clients').of({});
  const dropped = registry.counter('tcp_exporter_dropped_total').of({});
  const onDropped = () => {
    dropped.value += 1;
  };
  const exporter = new TcpExporter({ registry, bufferSize, log, onDropped });
  registry.beforeScrape(() => {
    clients.value = exporter.clients;
  });
  return exporter;
}

function readHealth(registry: MetricsRegistry<ServerCatalogue>, read: () => NodeHealth): void {
  const ready = registry.gauge('ready').of({});
  const draining = registry.gauge('draining').of({});
  const degraded = registry.gauge('degraded');
  registry.beforeScrape(() => {
    const health = read();
    ready.value = Number(health.ready);
    draining.value = Number(health.draining);
    degraded.zero();
    for (const reason of health.degraded) degraded.of({ reason }).value = 1;
  });
}

function identify(registry: MetricsRegistry<ServerCatalogue>, options: ProcessMetricsOptions): void {
  const { role, version, node, adapter, labels } = options;
  const { environment = labels.environment ?? '', region = labels.region ?? '' } = options;
  registry.gauge('build_info').of({ version, node_version: process.version, role }).value = 1;
  registry.gauge('node_info').of({ node, environment, region, adapter, version, role }).value = 1;
}

/** To be called after everything that reads tables at a scrape: what folds then counts too. */
export function reportFolding(registry: MetricsRegistry<ServerCatalogue>): void {
  const folded = registry.counter('metrics_series_folded_total').of({});
  registry.beforeScrape(() => {
    folded.value = registry.foldedLabelSets;
  });
}
