import { catalogueAreas } from '@shoal/metrics';
import {
  allServers,
  type Labels,
  type Ledger,
  type LedgerReading,
  type MetricsScrape,
  type Sample,
} from '@shoal/testing';

export const prefix = 'sockudo_';

/** A series that is not what it should be. */
export interface Discrepancy {
  readonly series: string;
  /** NaN when the page does not have it. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
}

/** The ledger before and after a scrape: what the process told lies between them. */
export interface Bracket {
  readonly before: LedgerReading;
  readonly after: LedgerReading;
}

/** By the name without the prefix; what Node.js says of its process is no load's business. */
export const metricTypes: ReadonlyMap<string, string> = new Map(
  catalogueAreas
    .filter(({ title }) => title !== 'Process')
    .flatMap(({ metrics }) => Object.entries(metrics).map(([name, { type }]) => [name, type] as const)),
);

/** Counters, counts of histograms, and the gauge that counts, without the prefix. */
export function countsOf(page: MetricsScrape): readonly Sample[] {
  return page.samples
    .map((sample) => ({ ...sample, name: sample.name.slice(prefix.length) }))
    .filter(({ name }) => isCount(name));
}

/** What a process told that is not within the bounds of the ledger, which goes on meanwhile. */
export function judgeRunning(process: string, counts: readonly Sample[], bracket: Bracket): Discrepancy[] {
  const { before, after } = bracket;
  return counts.flatMap(({ value, ...series }) => {
    const { least } = before.boundsOf(process, series.name, series.labels);
    const { most } = after.boundsOf(process, series.name, series.labels);
    if (least <= value && value <= most) return [];
    return [{ series: describeSeries(process, series), value, least, most }];
  });
}

/** What a process tells at rest that is not exactly what the ledger says, and what it does not tell. */
export function judgeResting(process: string, counts: readonly Sample[], ledger: Ledger): Discrepancy[] {
  const told = new Map(counts.map((sample) => [describeSeries(process, sample), sample]));
  const entered = ledger.series(process).map((series) => [describeSeries(process, series), series] as const);
  const all = new Map<string, Pick<Sample, 'name' | 'labels'>>([...entered, ...told]);
  return [...all].flatMap(([series, { name, labels }]) => {
    const value = told.get(series)?.value ?? Number.NaN;
    const expected = ledger.valueOf(process, name, labels);
    return value === expected ? [] : [{ series, value, least: expected, most: expected }];
  });
}

export function describeSeries(process: string, { name, labels }: { name: string; labels: Labels }): string {
  const pairs = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return `${process} ${name} ${JSON.stringify(Object.fromEntries(pairs))}`;
}

/** What any of the servers may count is judged for all of them together. */
export function isShared(name: string, ledger: Ledger): boolean {
  return ledger.series(allServers).some((series) => series.name === name);
}

function isCount(name: string): boolean {
  if (name === 'total_connections' || metricTypes.get(name) === 'counter') return true;
  return name.endsWith('_count') && metricTypes.get(name.slice(0, -'_count'.length)) === 'histogram';
}
