import type { ObservedCluster } from '@shoal/testing';
import type { QueryRun } from './run-panels.js';

type Labels = Readonly<Record<string, string>>;

/** One number behind a panel, and what it is by the load's own books. */
export interface Comparison {
  readonly of: string;
  readonly labels: Labels;
  readonly shown: number;
  readonly least: number;
  /** Infinite where the load cannot know it before it has come. */
  readonly most: number;
}

/** A sum over instances (or the largest of them) of one metric, or of its rate; `topk` around it does not matter. */
const ONE_METRIC =
  /^(?:topk\(20, )?(sum|max)(?: by \(([\w, ]+)\))? \((rate\()?(sockudo_(\w+)\{instance=~"\.\*"(?:, app_id=~"\.\*")?\})(?:\[\w+\]\))?\)\)?$/;

/** In the ledger: the servers together, for what any of them may count. */
const ALL_SERVERS = 'servers';

/**
 * Every number of a panel's query that the load knows too. Of a rate it is what the counter has come to, split by the
 * same labels. Nothing for a query that does more, and for metrics that the load does not keep.
 */
export async function compareWithLoad(run: QueryRun, observed: ObservedCluster): Promise<Comparison[]> {
  const [, aggregation, by, rate, selector = '', name = ''] = ONE_METRIC.exec(run.expr) ?? [];
  const known = rate === undefined ? isInTables(observed, name) : observed.load.ledger.sum(name) > 0;
  if (aggregation === undefined || !known) return [];
  const grouping = by === undefined ? '' : ` by (${by})`;
  const samples = await observed.prometheus.api.query(`${aggregation}${grouping} (${selector})`);
  const boundsOf = rate === undefined ? tableBounds(aggregation) : ledgerBounds;
  return samples.map(({ metric, value }) => {
    const { role, ...labels } = metric;
    return { of: run.of, labels: metric, shown: value, ...boundsOf(observed, name, labels) };
  });
}

export const isRight = ({ shown, least, most }: Comparison): boolean => shown >= least && shown <= most;

type Bounds = Pick<Comparison, 'least' | 'most'>;

function ledgerBounds(
  { load: { ledger }, processes }: ObservedCluster,
  name: string,
  wanted: Labels,
): Bounds {
  const { instance, ...labels } = wanted;
  const counting = processes.filter((process) => instance === undefined || process.instance === instance);
  const names = counting.map((process) => process.name);
  let bounds: Bounds = { least: 0, most: 0 };
  for (const process of instance === undefined ? [...names, ALL_SERVERS] : names) {
    for (const series of ledger.series(process).filter((known) => known.name === name)) {
      if (!has(series.labels, labels)) continue;
      const { least, most } = ledger.boundsOf(process, name, series.labels);
      // At rest, what is not open is exactly the most.
      const atRest = Number.isFinite(most) ? most : least;
      bounds = { least: bounds.least + atRest, most: bounds.most + most };
    }
  }
  return bounds;
}

/** Gauges of the tables: added up over the servers, or the same from all of them. */
function tableBounds(aggregation: string) {
  return ({ load, processes }: ObservedCluster, name: string, wanted: Labels): Bounds => {
    const { instance, ...labels } = wanted;
    const values = processes
      .filter((process) => process.role === 'server')
      .filter((process) => instance === undefined || process.instance === instance)
      .map((process) =>
        load
          .tables(process.name)
          .filter((gauge) => gauge.name === name && has(gauge.labels, labels))
          .reduce((sum, { value }) => sum + value, 0),
      );
    const value =
      aggregation === 'max' ? Math.max(0, ...values) : values.reduce((sum, each) => sum + each, 0);
    return { least: value, most: value };
  };
}

function isInTables({ load }: ObservedCluster, name: string): boolean {
  return load.tables('server-0').some((gauge) => gauge.name === name);
}

function has(labels: Labels, wanted: Labels): boolean {
  return Object.entries(wanted).every(([label, value]) => labels[label] === value);
}
