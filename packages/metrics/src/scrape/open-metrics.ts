/** Content type of the page. */
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Ends the page, so that a reader knows that it has all of it. */
export const openMetricsEnd = '# EOF\n';

const suffix = '_total';

/**
 * One family of the text format 0.0.4 in OpenMetrics 1.0: a counter is declared without `_total`, its samples have it,
 * and quotes in HELP are escaped.
 */
export function toOpenMetrics(family: string): string {
  const lines = family.split('\n').filter((line) => line !== '');
  const [, name = '', type] = /^# TYPE (\S+) (\S+)$/m.exec(family) ?? [];
  const isCounter = type === 'counter';
  const declared = isCounter && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
  return lines.map((line) => rewrite(line, { name, declared, isCounter })).join('\n');
}

interface Family {
  readonly name: string;
  readonly declared: string;
  readonly isCounter: boolean;
}

function rewrite(line: string, { name, declared, isCounter }: Family): string {
  if (line.startsWith('# HELP ')) {
    return `# HELP ${declared} ${line.slice(`# HELP ${name} `.length).replaceAll('"', '\\"')}`;
  }
  if (line.startsWith('# TYPE ')) return `# TYPE ${declared} ${line.slice(`# TYPE ${name} `.length)}`;
  return isCounter ? declared + suffix + line.slice(name.length) : line;
}
