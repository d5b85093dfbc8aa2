import { allServers, type ObservedCluster, readTables } from '@shoal/testing';
import type { QueryRun } from './run-panels.js';

type Labels = Readonly<Record<string, string>>;

/** One number behind a panel, and what it is by the load's own books. */
export interface Comparison {
  readonly of: string;
  readonly labels: Labels;
  readonly shown: number;
  readonly done: number;
}

/** One metric over instances, or its rate; `topk` around it does not matter. */
const ONE_METRIC =
  /^(?:topk\(20, )?(sum|max)(?: by \(([\w, ]+)\))? \((rate\()?(sockudo_(\w+)\{environment=~"\.\*", cluster=~"\.\*", instance=~"\.\*"(?:, app_id=~"\.\*")?\})(?:\[\w+\]\))?\)\)?$/;

/**
 * Every number of a panel's query that the load knows too. Of a rate it is what the counter has come to, split by the
 * same labels. Nothing for a query that does more, and for metrics that the load does not keep.
 */
export async function compareWithLoad(run: QueryRun, observed: ObservedCluster): Promise<Comparison[]> {
  const [, aggregation, by, rate, selector = '', name = ''] = ONE_METRIC.exec(run.expr) ?? [];
  const isKnown = rate === undefined ? isInTables(observed, name) : observed.load.ledger.sum(name) > 0;
  if (aggregation === undefined || !isKnown) return [];
  const grouping = by === undefined ? '' : ` by (${by})`;
  const samples = await observed.prometheus.api.query(`${aggregation}${grouping} (${selector})`);
  return samples.map(({ metric, value }) => {
    const { role: _, ...labels } = metric;
    const done = rate === undefined ? inTables(observed, name, labels) : inLedger(observed, name, labels);
    return {
      of: run.of,
      labels: metric,
      shown: value,
      done: aggregation === 'max' ? Math.max(...done) : add(done),
    };
  });
}

/** What each process has counted. */
function inLedger({ load: { ledger }, processes }: ObservedCluster, name: string, wanted: Labels): number[] {
  const { instance, ...labels } = wanted;
  const counting = processes.filter((process) => instance === undefined || process.instance === instance);
  // What any of the servers may count is in the ledger for all of them.
  const names = [...counting.map((process) => process.name), ...(instance === undefined ? [allServers] : [])];
  return names.map((process) =>
    add(
      ledger
        .series(process)
        .filter((series) => series.name === name && has(series.labels, labels))
        .map((series) => ledger.valueOf(process, name, series.labels)),
    ),
  );
}

/** What each server has in its tables. */
function inTables({ load, processes }: ObservedCluster, name: string, wanted: Labels): number[] {
  const { instance, ...labels } = wanted;
  return processes
    .filter(({ role }) => role === 'server')
    .filter((process) => instance === undefined || process.instance === instance)
    .map((process) =>
      add(
        readTables(load.rooms, process.name)
          .filter((gauge) => gauge.name === name && has(gauge.labels, labels))
          .map(({ value }) => value),
      ),
    );
}

function isInTables({ load }: ObservedCluster, name: string): boolean {
  return readTables(load.rooms, 'server-0').some((gauge) => gauge.name === name);
}

function has(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}

const add = (numbers: readonly number[]): number => numbers.reduce((sum, number) => sum + number, 0);
