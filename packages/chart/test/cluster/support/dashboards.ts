import { fillVariables, type ProvisionedDashboard } from '@shoal/monitoring';
import type { PrometheusApi } from '@shoal/testing';
import { z } from 'zod';
import { type ChartObject, objectsOf } from '../../support/render.js';

const configMap = z.looseObject({ data: z.record(z.string(), z.string()) });

/** Everything, as the dashboards open, and Grafana's own for a Prometheus that scrapes each second on a busy machine. */
const values = { environment: '.*', cluster: '.*', app: '.*', __rate_interval: '15s' };

/** A query that has a line for each instance, and of which panel. */
export interface InstanceQuery {
  /** `Shoal / Server: Messages sent by node`. */
  readonly of: string;
  readonly expr: string;
}

/** The dashboards that the release brings to Grafana and that let one choose an instance. */
export function dashboardsIn(objects: readonly ChartObject[]): readonly ProvisionedDashboard[] {
  return objectsOf(objects, 'ConfigMap')
    .filter(({ metadata }) => metadata.labels.grafana_dashboard !== undefined)
    .flatMap((object) => Object.values(configMap.parse(object).data))
    .map((text): ProvisionedDashboard => JSON.parse(text))
    .filter(({ templating }) => templating.list.some(({ name }) => name === 'instance'));
}

/** The queries of these dashboards whose legend is the instance. */
export function instanceQueriesIn(dashboards: readonly ProvisionedDashboard[]): readonly InstanceQuery[] {
  return dashboards.flatMap(({ title, panels }) =>
    panels.flatMap((panel) =>
      (panel.targets ?? [])
        .filter(({ legendFormat }) => legendFormat === '{{instance}}')
        .map(({ expr }) => ({ of: `${title}: ${panel.title}`, expr })),
    ),
  );
}

/** What the variable `instance` offers. */
export async function offeredInstances(
  { templating }: ProvisionedDashboard,
  api: PrometheusApi,
): Promise<readonly string[]> {
  const { definition = '' } = templating.list.find(({ name }) => name === 'instance') ?? {};
  const [, selector = ''] = /^label_values\((.+), instance\)$/.exec(definition) ?? [];
  const series = await api.series(fillVariables(selector, values));
  return [...new Set(series.map(({ instance = '' }) => instance))].sort();
}

/** The newest value of each line of a query, by instance. @param instance what is chosen above the dashboard */
export async function linesOf(
  { expr }: InstanceQuery,
  api: PrometheusApi,
  instance = '.*',
): Promise<ReadonlyMap<string, number>> {
  const samples = await api.query(fillVariables(expr, { ...values, instance }));
  return new Map(samples.map(({ metric, value }) => [metric.instance ?? '', value]));
}
