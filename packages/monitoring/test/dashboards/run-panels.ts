import type { Metric, PrometheusApi, RangeSeries, TimeRange } from '@shoal/testing';
import { fillVariables, type VariableValues } from '../../src/dashboards/fill-variables.js';
import type {
  ProvisionedDashboard,
  ProvisionedPanel,
  ProvisionedTarget,
} from '../../src/dashboards/provisioned-dashboard.js';

export interface RunOptions {
  readonly api: PrometheusApi;
  /** What stands for the variables, Grafana's own (`__rate_interval`) among them. */
  readonly values: VariableValues;
  readonly range: TimeRange;
}

/** One query of a panel, with what Prometheus made of it. */
export interface QueryRun {
  /** `overview / Message rate / A`. */
  readonly of: string;
  readonly panel: string;
  readonly expr: string;
  /** One for each series: its name in the panel's legend. */
  readonly legends: readonly string[];
  /** Why the query shows nothing, when it does not. */
  readonly fault?: 'error' | 'empty' | 'not a number';
  readonly detail?: string;
}

/** Asks a Prometheus everything that a dashboard would ask it. */
export async function runPanels(dashboard: ProvisionedDashboard, options: RunOptions): Promise<QueryRun[]> {
  const runs: QueryRun[] = [];
  for (const panel of dashboard.panels) {
    for (const target of panel.targets ?? []) {
      const of = `${dashboard.uid.replace('shoal-', '')} / ${panel.title} / ${target.refId}`;
      runs.push({ of, panel: panel.title, ...(await runTarget(target, options)) });
    }
  }
  return runs;
}

/** Names that two lines of one panel share. */
export function sharedLegends(panel: Pick<ProvisionedPanel, 'title'>, runs: readonly QueryRun[]): string[] {
  const legends = runs.filter((run) => run.panel === panel.title).flatMap((run) => run.legends);
  return legends.filter((legend, index) => legends.indexOf(legend) !== index);
}

type Outcome = Omit<QueryRun, 'of' | 'panel'>;

async function runTarget(target: ProvisionedTarget, { api, values, range }: RunOptions): Promise<Outcome> {
  const expr = fillVariables(target.expr, values);
  try {
    const series = target.instant ? await instant(api, expr, range.end) : await api.queryRange(expr, range);
    return judge(target, expr, series);
  } catch (error) {
    return { expr, legends: [], fault: 'error', detail: String(error) };
  }
}

async function instant(api: PrometheusApi, expr: string, at: number): Promise<RangeSeries[]> {
  const samples = await api.query(expr, at);
  return samples.map(({ metric, value }) => ({ metric, values: [[at, value]] }));
}

function judge(target: ProvisionedTarget, expr: string, series: readonly RangeSeries[]): Outcome {
  // A table has columns instead of legends, and one row for each set of labels.
  const legends = series.map(({ metric }) =>
    target.legendFormat === undefined
      ? `${target.refId} ${JSON.stringify(metric)}`
      : nameSeries(target, metric),
  );
  if (series.length === 0) return { expr, legends, fault: 'empty' };
  const hasNumber = series.some(({ values }) => values.some(([, value]) => !Number.isNaN(value)));
  return hasNumber ? { expr, legends } : { expr, legends, fault: 'not a number' };
}

function nameSeries({ legendFormat = '' }: ProvisionedTarget, metric: Metric): string {
  return legendFormat.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => metric[label] ?? '');
}
