/** One line with a number. */
export interface ParsedSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface ParsedFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  /** In the order of the page, by name and labels. */
  readonly series: Map<string, ParsedSample>;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const HELP_LINE = new RegExp(`^# HELP (${NAME}) (.+)$`);
const TYPE_LINE = new RegExp(`^# TYPE (${NAME}) (counter|gauge|histogram|summary|untyped)$`);
// Values are what Go's ParseFloat takes, so that the "Nan" of prom-client is a number that is none.
const VALUE = '[-+]Inf|[Nn]a[Nn]|[-+]?[0-9.]+(?:e[-+]?[0-9]+)?';
const SAMPLE_LINE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (${VALUE})$`);
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\[\\"n])*)"(?:,|$)/y;

/**
 * Reads the Prometheus text format 0.0.4 and throws at what it does not allow, or what a server may refuse:
 * samples without HELP and TYPE before them, families in two pieces, series that occur twice.
 */
export function parseExposition(text: string): Map<string, ParsedFamily> {
  if (!text.endsWith('\n')) throw new Error('The last line must end with a line feed');
  const families = new Map<string, ParsedFamily>();
  const lines = text.split('\n').filter((line) => line !== '');
  for (let next = 0; next < lines.length; ) {
    const family = beginFamily(lines[next] ?? '', lines[next + 1] ?? '');
    if (families.has(family.name)) throw new Error(`Declared twice: ${family.name}`);
    families.set(family.name, family);
    for (next += 2; next < lines.length && !lines[next]?.startsWith('#'); next += 1) {
      addSample(family, lines[next] ?? '');
    }
  }
  return families;
}

function beginFamily(helpLine: string, typeLine: string): ParsedFamily {
  const [, helpName, help] = HELP_LINE.exec(helpLine) ?? [];
  const [, name, type] = TYPE_LINE.exec(typeLine) ?? [];
  if (help === undefined) throw new Error(`Bad HELP: ${helpLine}`);
  if (name === undefined || type === undefined) throw new Error(`Bad TYPE: ${typeLine}`);
  if (helpName !== name) throw new Error(`TYPE without its HELP: ${typeLine}`);
  return { name, type, help, series: new Map() };
}

function addSample(family: ParsedFamily, line: string): void {
  const sample = parseSample(line);
  if (!belongsTo(sample, family)) throw new Error(`Out of its family: ${line}`);
  const key = seriesKey(sample.name, sample.labels);
  if (family.series.has(key)) throw new Error(`Series occurs twice: ${line}`);
  family.series.set(key, sample);
}

/** The key of a series in {@link ParsedFamily.series}. */
export function seriesKey(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, Object.entries(labels).sort()]);
}

function belongsTo(sample: ParsedSample, family: ParsedFamily): boolean {
  if (family.type !== 'histogram') return sample.name === family.name;
  const part = sample.name.slice(family.name.length);
  return sample.name.startsWith(family.name) && ['_bucket', '_sum', '_count'].includes(part);
}

function parseSample(line: string): ParsedSample {
  const [, name, labels = '', value] = SAMPLE_LINE.exec(line) ?? [];
  if (name === undefined || value === undefined) throw new Error(`Bad sample: ${line}`);
  return { name, labels: parseLabels(labels, line), value: Number(value.replace('Inf', 'Infinity')) };
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name, value] = LABEL.exec(text) ?? [];
    if (name === undefined || value === undefined || name in labels) throw new Error(`Bad labels: ${line}`);
    labels[name] = value.replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped));
  }
  return labels;
}

/** The value of one series, `name` being that of its line; undefined when there is none. */
export function seriesValue(
  families: ReadonlyMap<string, ParsedFamily>,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const family = families.get(name) ?? families.get(name.replace(/_(bucket|sum|count)$/, ''));
  return family?.series.get(seriesKey(name, labels))?.value;
}

/** All lines of one metric, in the order of the page. */
export function samplesOf(families: ReadonlyMap<string, ParsedFamily>, name: string): ParsedSample[] {
  return [...(families.get(name)?.series.values() ?? [])];
}
