import { catalogueAreas, type MetricDefinition } from '@shoal/metrics';

/** Of the names in `deploy/`. Who sets another (`metrics.prometheus.prefix`) replaces it in the files. */
export const METRIC_PREFIX = 'sockudo_';

/** Chooses installations, by the labels that the scrape configuration gives to all that belongs to one. */
export const IN_INSTALLATION = 'environment=~"$environment", cluster=~"$cluster"';

/** Alerts of ours that fire now. */
export const FIRING = `ALERTS{alertstate="firing", alertname=~"(Sockudo|Shoal).*", ${IN_INSTALLATION}}`;

/** What part of a metric to take, and by which labels to split it. */
export interface Cut {
  /** Labels that stay; without any there is one number. */
  readonly by?: readonly string[];
  /** More label matchers, as PromQL writes them: `status=~"5.."`. */
  readonly where?: string;
}

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(
  catalogueAreas.flatMap(({ metrics }) => Object.entries(metrics)),
);

/**
 * The series of a metric that the dashboard's variables choose. `name` is the catalogue's, without prefix, with
 * `_bucket`, `_count` or `_sum` for a part of a histogram. Throws for a metric that the catalogue does not have.
 */
export function series(name: string, where?: string): string {
  const definition = definitions.get(name) ?? definitions.get(name.replace(/_(bucket|count|sum)$/, ''));
  if (definition === undefined) throw new Error(`The catalogue of @shoal/metrics has no metric ${name}.`);
  const matchers = [IN_INSTALLATION, 'instance=~"$instance"'];
  if ('app_id' in definition.labels) matchers.push('app_id=~"$app"');
  if (where !== undefined) matchers.push(where);
  return `${METRIC_PREFIX}${name}{${matchers.join(', ')}}`;
}

/** A gauge, added up over processes. */
export const sumOf = (name: string, cut: Cut = {}): string => `sum${by(cut)} (${series(name, cut.where)})`;

/** A gauge that is the same from every process, or whose worst process counts. */
export const maxOf = (name: string, cut: Cut = {}): string => `max${by(cut)} (${series(name, cut.where)})`;

/** How fast a counter grows, a second, added up over processes. */
export const rateOf = (name: string, cut: Cut = {}): string =>
  `sum${by(cut)} (rate(${series(name, cut.where)}[$__rate_interval]))`;

/** A quantile of a histogram over all its series, but for the labels of the cut. */
export function quantileOf(quantile: number, name: string, cut: Cut = {}): string {
  const buckets = rateOf(`${name}_bucket`, { ...cut, by: ['le', ...(cut.by ?? [])] });
  return `histogram_quantile(${quantile}, ${buckets})`;
}

/** How often each bucket of a histogram was hit, for a heatmap. */
export const bucketsOf = (name: string, cut: Cut = {}): string =>
  rateOf(`${name}_bucket`, { ...cut, by: ['le'] });

/** The mean of a histogram. */
export const meanOf = (name: string, cut: Cut = {}): string =>
  `${rateOf(`${name}_sum`, cut)} / (${rateOf(`${name}_count`, cut)} > 0)`;

/** Percent of `whole` that is `part`; nothing while `whole` is 0, since then there is no such percentage. */
export const percentOf = (part: string, whole: string): string => `100 * ${part} / (${whole} > 0)`;

/** The 20 largest at each moment: enough to see who it is, and a browser can draw them. */
export const largest = (query: string): string => `topk(20, ${query})`;

/** The number, or 0 where there is none to be had. Only for numbers without labels. */
export const orZero = (query: string): string => `${query} or vector(0)`;

function by({ by: labels = [] }: Cut): string {
  return labels.length === 0 ? '' : ` by (${labels.join(', ')})`;
}
