import { borrowedMetrics } from '../compat/borrowed-metrics.js';
import { renderBorrowedMetrics } from '../compat/render-borrowed-metrics.js';
import type { CatalogueArea, LabelDefinition, MetricDefinition, Owner } from './metric-definition.js';

const INTRODUCTION = `# Metrics

This page is made from the catalogue in \`packages/metrics/src/catalogue\`; write there, not here.

- \`GET /metrics\` on the metrics port answers Prometheus text (0.0.4), or JSON for \`?json=1\` and \`Accept: application/json\`.
- Names stand after the prefix (\`metrics.prometheus.prefix\`, \`sockudo_\` unless set). Constant labels come from \`metrics.labels\`.
- Gauges are read from the live tables at each scrape. Numbers of one process can be summed over processes, unless the meaning says \`max\`.
- Served by: the apps whose \`/metrics\` has it. A server has the metrics of jobs where its queue is in its own memory (\`queue.driver\`).
- Series without \`app_id\` are there from the start, those of an app from its first connection or request.
- Asked by: **seed1** the monitoring guide, **seed2** the observability guide, **ours** this project.
`;

/** The reference page of all metrics, in Markdown. The same areas always give the same page. */
export function renderMetricsReference(areas: readonly CatalogueArea[]): string {
  const own = [INTRODUCTION, renderOpenLabels(areas), ...areas.map(renderArea)];
  return [...own, renderBorrowedMetrics(borrowedMetrics)].join('\n');
}

/** Open labels are described once, not in every row. */
function renderOpenLabels(areas: readonly CatalogueArea[]): string {
  const labels = areas
    .flatMap(({ metrics }) => Object.values(metrics))
    .flatMap((metric) => Object.entries(metric.labels))
    .flatMap(([name, label]) => ('boundedBy' in label ? [`- \`${name}\`: ${label.boundedBy}.`] : []));
  return ['## Labels whose values are not listed', '', ...new Set(labels), ''].join('\n');
}

function renderArea({ title, owners, metrics }: CatalogueArea): string {
  const rows = Object.entries(metrics).map(([name, definition]) => renderMetric(name, definition, owners));
  return [
    `## ${title}`,
    '',
    '| name | type | labels | meaning | served by | asked by |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

function renderMetric(name: string, definition: MetricDefinition, owners: readonly Owner[]): string {
  const labels = Object.entries(definition.labels).map(([label, values]) => renderLabel(label, values));
  const buckets = definition.type === 'histogram' ? ` Buckets: ${definition.buckets.join(', ')}.` : '';
  const cells = [
    `\`${name}\``,
    definition.type,
    labels.join('<br>'),
    definition.help + buckets,
    (definition.owners ?? owners).join(', '),
    definition.seed,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function renderLabel(name: string, label: LabelDefinition): string {
  if ('boundedBy' in label) return `\`${name}\``;
  return `\`${name}\`: ${'values' in label ? label.values.join(', ') : label.describedAs}`;
}
