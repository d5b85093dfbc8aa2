import type { BorrowedMetric, CompatServer } from './borrowed-metrics.js';

const INTRODUCTION = `## Names of other servers

For dashboards that exist. Off by default; \`metrics.compat\` switches them on, and so does \`SOKETI_METRICS_ENABLED=1\` for
soketi. Servers print them beside their own names, and derive them from these at each scrape. A name that exists already
is not printed twice.

- \`soketi\`: after \`metrics.soketi_prefix\` (\`soketi_\`) and the port (\`soketi_6001_connected\`), one number for all apps;
  and after the prefix alone (\`soketi_connected\`) with \`app_id\` and \`port\`, as soketi 1.6 has them. With them come
  the library's metrics of the process under that prefix.
- \`sockudo5\`: after the prefix of our own names, with \`app_id\` and \`port\`, which is the metrics port.
`;

/** The section of the reference page for names of other servers. */
export function renderBorrowedMetrics(
  borrowed: Readonly<Record<CompatServer, readonly BorrowedMetric[]>>,
): string {
  const rows = borrowed.soketi.map((metric, index) => {
    const other = borrowed.sockudo5[index];
    const sources = [metric.from, other?.from].map((from) =>
      from === undefined ? 'always 0' : `\`${from}\``,
    );
    return `| \`${metric.name}\` | ${metric.type} | ${sources.join(' | ')} |`;
  });
  return [
    INTRODUCTION,
    '| name | type | soketi: the sum of | sockudo5: the sum of |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
