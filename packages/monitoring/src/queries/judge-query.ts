import { catalogueAreas, type LabelDefinition, type MetricDefinition } from '@shoal/metrics';
import { type LabelMatcher, readQuery, type Selector } from './read-query.js';

export interface JudgeOptions {
  /** Of our metrics' names. */
  readonly prefix: string;
  /** Names that recording rules make. Their labels are not judged. */
  readonly recorded?: ReadonlySet<string>;
}

/** Labels that the scrape configuration gives to every series, whoever prints it. */
export const TARGET_LABELS: readonly string[] = ['job', 'instance', 'role', 'environment', 'cluster'];

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(
  catalogueAreas.flatMap(({ metrics }) => Object.entries(metrics)),
);

/**
 * What a query asks of the catalogue that is not there: metrics, labels, and values that a label never has. Empty for
 * a good one. Metrics of Prometheus and of node_exporter (`up`, `ALERTS`, `scrape_…`, `node_…`) are taken as they
 * come. Throws `InvalidQuery` for what is no PromQL.
 */
export function judgeQuery(text: string, options: JudgeOptions): string[] {
  const { selectors, groupingLabels } = readQuery(text);
  const ours = selectors.filter(({ metric }) => !isForeign(metric, options));
  const faults = ours.flatMap((selector) => judgeSelector(selector, options));
  // What others print may bring any label to group by.
  if (ours.length < selectors.length) return faults;
  const known = new Set([
    ...TARGET_LABELS,
    ...ours.flatMap(({ metric }) => [...labelsOf(metric, options).keys()]),
  ]);
  const unknown = groupingLabels.filter((label) => !known.has(label));
  return [...faults, ...unknown.map((label) => `no metric here has the label ${label}`)];
}

function isForeign(metric: string, { recorded }: JudgeOptions): boolean {
  return /^(up|ALERTS|(scrape|node)_\w+)$/.test(metric) || (recorded?.has(metric) ?? false);
}

function judgeSelector({ metric, matchers }: Selector, options: JudgeOptions): string[] {
  if (metric === '') return ['a selector names no metric'];
  if (definitionOf(metric, options) === undefined) return [`${metric} is not in the catalogue`];
  const labels = labelsOf(metric, options);
  return matchers.flatMap((matcher) => {
    if (TARGET_LABELS.includes(matcher.label)) return [];
    const values = labels.get(matcher.label);
    if (values === undefined) return [`${metric} has no label ${matcher.label}`];
    return neverMatched(matcher, values).map((value) => `${metric}: ${matcher.label} is never ${value}`);
  });
}

function definitionOf(metric: string, { prefix }: JudgeOptions): MetricDefinition | undefined {
  if (!metric.startsWith(prefix)) return undefined;
  const name = metric.slice(prefix.length);
  const part = /_(bucket|sum|count)$/;
  const histogram = part.test(name) ? definitions.get(name.replace(part, '')) : undefined;
  if (histogram?.type === 'histogram') return histogram;
  const definition = definitions.get(name);
  return definition?.type === 'histogram' ? undefined : definition;
}

/** Each label with the values that it may have. */
function labelsOf(metric: string, options: JudgeOptions): Map<string, readonly string[] | 'any'> {
  const definition = definitionOf(metric, options);
  const labels = Object.entries(definition?.labels ?? {}).map(
    ([name, label]) => [name, valuesOf(label)] as const,
  );
  return new Map(metric.endsWith('_bucket') ? [...labels, ['le', 'any'] as const] : labels);
}

function valuesOf(label: LabelDefinition): readonly string[] | 'any' {
  if ('values' in label) return label.values;
  if ('known' in label) return [...label.known, 'other'];
  return 'any';
}

/** The alternatives of a matcher that no value of the label satisfies. */
function neverMatched({ operator, value }: LabelMatcher, values: readonly string[] | 'any'): string[] {
  if (values === 'any') return [];
  if (!operator.endsWith('~')) return values.includes(value) ? [] : [value];
  return value.split('|').filter((pattern) => {
    const expression = new RegExp(`^(?:${pattern})$`);
    return !values.some((candidate) => expression.test(candidate));
  });
}
