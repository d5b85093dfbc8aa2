import { catalogueAreas } from '@shoal/metrics';
import {
  type GaugeBounds,
  type GaugeReading,
  type MetricsScrape,
  type ObservedProcess,
  type ObservedRole,
  observedApps,
  type Sample,
} from '@shoal/testing';
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

/** Judged as counts, or an estimate of something that nobody outside can know. */
const elsewhere = ['total_connections', 'cache_memory_usage_bytes'];

/** All gauges of a process that are not what they should be at rest. @param tables what they are by who sits where */
export function judgeGauges(
  { name: process, role }: Pick<ObservedProcess, 'name' | 'role'>,
  page: MetricsScrape,
  tables: readonly GaugeReading[],
): Discrepancy[] {
  const inTables = new Set(tables.map(({ name }) => name));
  const told = new Set(gaugesOf(page).map(({ name }) => name));
  const missing = gaugesOfRole(role).filter((name) => !told.has(name));
  return [
    ...missing.map((name) => absent(describeSeries(process, { name, labels: {} }))),
    ...judgeTables(process, page, tables),
    ...gaugesOf(page)
      .filter(({ name }) => !inTables.has(name) && !elsewhere.includes(name))
      .flatMap((sample) => compare(process, sample, steadyValue(sample))),
  ];
}

/** The same for gauges of connections, channels and members only. What the tables do not name is 0. */
export function judgeTables(
  process: string,
  page: MetricsScrape,
  tables: readonly GaugeReading[],
): Discrepancy[] {
  const inTables = new Set(tables.map(({ name }) => name));
  const samples = gaugesOf(page).filter(({ name }) => inTables.has(name));
  const missing = tables.filter((row) => !samples.some((sample) => isOfRow(sample, row)));
  return [
    ...missing.map((row) => absent(describeSeries(process, row))),
    ...samples.flatMap((sample) =>
      compare(process, sample, tables.find((row) => isOfRow(sample, row))?.value ?? 0),
    ),
  ];
}

/** Read again every few seconds, or only while something is sent. */
const onlyAtRest = ['cluster_active_channels', 'cluster_presence_members', 'send_buffer_bytes'];

/** What a server tells of connections, channels and members under load that cannot be. What it does not tell is 0. */
export function judgeRunningTables(
  process: string,
  page: MetricsScrape,
  bounds: readonly GaugeBounds[],
): Discrepancy[] {
  const samples = gaugesOf(page);
  return bounds.flatMap(({ least, most, ...row }) => {
    if (onlyAtRest.includes(row.name)) return [];
    const value = samples.find((sample) => isOfRow(sample, row))?.value ?? 0;
    if (least <= value && value <= most) return [];
    return [{ series: describeSeries(process, row), value, least, most }];
  });
}

type Series = Pick<GaugeReading, 'name' | 'labels'>;

function gaugesOf(page: MetricsScrape): Sample[] {
  return page.samples
    .map((sample) => ({ ...sample, name: sample.name.slice(prefix.length) }))
    .filter(({ name }) => metricTypes.get(name) === 'gauge');
}

/** What a process of a role has to tell, by the catalogue. */
function gaugesOfRole(role: ObservedRole): string[] {
  return catalogueAreas
    .filter(({ title }) => title !== 'Process')
    .flatMap(({ owners, metrics }) =>
      Object.entries(metrics)
        .filter(([, metric]) => metric.type === 'gauge' && (metric.owners ?? owners).includes(role))
        .map(([name]) => name),
    );
}

function isOfRow(sample: Series, { name, labels }: Series): boolean {
  return (
    sample.name === name && Object.entries(labels).every(([label, wanted]) => sample.labels[label] === wanted)
  );
}

function compare(process: string, { name, labels, value }: Sample, expected: number): Discrepancy[] {
  if (value === expected) return [];
  return [{ series: describeSeries(process, { name, labels }), value, least: expected, most: expected }];
}

function absent(series: string): Discrepancy {
  return { series, value: Number.NaN, least: 0, most: Number.POSITIVE_INFINITY };
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
