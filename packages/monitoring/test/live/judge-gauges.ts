import { type GaugeReading, type MetricsScrape, observedApps } from '@shoal/testing';
import { type Discrepancy, describeSeries, metricTypes, prefix } from './judge-counts.js';

/** Gauges that say the same of every process at rest, whatever the load has done. */
const steady: Readonly<Record<string, number>> = {
  ready: 1,
  draining: 0,
  degraded: 0,
  build_info: 1,
  node_info: 1,
  adapter_connected: 1,
  adapter_buffered_publishes: 0,
  cluster_nodes: 3,
  quota_limit: 1_000_000,
  queue_active_jobs: 0,
  queue_jobs: 0,
  queue_oldest_job_age_seconds: 0,
  webhook_oldest_age_seconds: 0,
  push_scheduled_jobs: 0,
  tcp_exporter_clients: 0,
  push_queue_oldest_age_seconds: 0,
};

/** Registered by the load, all with the first app. */
const devices = 6;

/** Judged as counts or with the servers that live, or something that nobody outside can know exactly. */
const elsewhere = ['total_connections', 'cache_memory_usage_bytes', 'node_lease_age_seconds'];

/** All gauges of a process that are not what they should be at rest. @param tables what they are by who sits where */
export function judgeGauges(
  process: string,
  page: MetricsScrape,
  tables: readonly GaugeReading[],
): Discrepancy[] {
  const inTables = new Set(tables.map(({ name }) => name));
  return judge(process, page, (reading) =>
    inTables.has(reading.name) ? tableValue(tables, reading) : steadyValue(reading),
  );
}

/** The same for gauges of connections, channels and members only. What the tables do not name is 0. */
export function judgeTables(
  process: string,
  page: MetricsScrape,
  tables: readonly GaugeReading[],
): Discrepancy[] {
  const inTables = new Set(tables.map(({ name }) => name));
  return judge(process, page, (reading) =>
    inTables.has(reading.name) ? tableValue(tables, reading) : undefined,
  );
}

/** @param expect undefined for a gauge that is not judged */
function judge(
  process: string,
  page: MetricsScrape,
  expect: (reading: Series) => number | undefined,
): Discrepancy[] {
  return page.samples.flatMap(({ name: printed, labels, value }) => {
    const name = printed.slice(prefix.length);
    if (metricTypes.get(name) !== 'gauge' || elsewhere.includes(name)) return [];
    const expected = expect({ name, labels });
    if (expected === undefined || value === expected) return [];
    return [{ series: describeSeries(process, { name, labels }), value, least: expected, most: expected }];
  });
}

type Series = Pick<GaugeReading, 'name' | 'labels'>;

function tableValue(tables: readonly GaugeReading[], { name, labels }: Series): number {
  const row = tables.find(
    (reading) =>
      reading.name === name &&
      Object.entries(reading.labels).every(([label, wanted]) => labels[label] === wanted),
  );
  return row?.value ?? 0;
}

/** @throws Error for a gauge that nobody has thought of here */
function steadyValue({ name, labels }: Series): number {
  if (name === 'push_devices') {
    return labels.state === 'active' && labels.app_id === observedApps[0]?.id ? devices : 0;
  }
  const expected = steady[name];
  if (expected === undefined) throw new Error(`What is the gauge ${name} at rest? Say it in judge-gauges.ts`);
  return expected;
}
