import { collectDefaultMetrics } from 'prom-client';
import type { LabelSet } from '../catalogue/metric-definition.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { Sample } from '../series/metric-family.js';
import type { MetricsRegistry, ReadableFamily } from '../series/metrics-registry.js';
import { NumberSeries } from '../series/number-family.js';
import { type BorrowedMetric, borrowedMetrics, type CompatServer } from './borrowed-metrics.js';

/** Names of other servers that are printed beside our own. */
export interface CompatOptions {
  readonly servers: readonly CompatServer[];
  /** Of our own names: Sockudo's have the same. */
  readonly prefix: string;
  readonly soketiPrefix: string;
  /** Of the clients' port: in names and labels of soketi. */
  readonly port: number;
  /** Sockudo's label `port` has this one. */
  readonly metricsPort: number;
}

const NO_LABELS: LabelSet = {};

/**
 * Prints the names of other servers, derived at each scrape from our own numbers. A name that is there already, of our
 * own or of the other server, is not printed twice.
 */
export function registerCompat(registry: MetricsRegistry<ServerCatalogue>, options: CompatOptions): void {
  const { servers, prefix, soketiPrefix, port, metricsPort } = options;
  for (const server of new Set(servers)) {
    switch (server) {
      case 'soketi':
        for (const metric of borrowedMetrics.soketi) {
          print(registry, { metric, name: `${soketiPrefix}${port}_${metric.name}` });
          print(registry, { metric, name: soketiPrefix + metric.name, port });
        }
        if (soketiPrefix !== prefix) collectDefaultMetrics({ register: registry, prefix: soketiPrefix });
        break;
      case 'sockudo5':
        for (const metric of borrowedMetrics.sockudo5) {
          print(registry, { metric, name: prefix + metric.name, port: metricsPort });
        }
        break;
      default:
        server satisfies never;
    }
  }
}

interface Printed {
  readonly metric: BorrowedMetric;
  readonly name: string;
  /** Value of the label `port`, beside `app_id`. Absent: one number for all apps, without labels. */
  readonly port?: number;
}

function print(registry: MetricsRegistry<ServerCatalogue>, { metric, name, port }: Printed): void {
  if (registry.getSingleMetric(name) !== undefined) return;
  const { type, help, from } = metric;
  const family = from === undefined ? undefined : registry.familyOf(from);
  const labelNames = port === undefined ? [] : ['app_id', 'port'];
  registry.derive({ name, type, help, labelNames }, () => {
    const sums = sumByApp(family);
    if (port === undefined) return [total(sums)];
    return [...sums].map(([app_id, value]) => ({
      ...{ labels: NO_LABELS, sharedLabels: { app_id, port: String(port) }, value },
    }));
  });
}

function total(sums: ReadonlyMap<string, number>): Sample {
  const value = [...sums.values()].reduce((sum, one) => sum + one, 0);
  return { labels: NO_LABELS, sharedLabels: NO_LABELS, value };
}

function sumByApp(family: ReadableFamily | undefined): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const series of family?.all() ?? []) {
    const { app_id = '' } = series.labels;
    const value = series instanceof NumberSeries ? series.value : series.count;
    sums.set(app_id, (sums.get(app_id) ?? 0) + value);
  }
  return sums;
}
