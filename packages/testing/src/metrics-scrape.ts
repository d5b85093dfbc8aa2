import { httpRequest } from './http-request.js';

export type Labels = Readonly<Record<string, string>>;

/** One line of the Prometheus text format. */
export interface Sample {
  readonly name: string;
  readonly labels: Labels;
  readonly value: number;
}

const line = /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*)\})? (?<value>\S+)(?: -?\d+)?$/;
const label = /(?<name>[a-zA-Z_]\w*)="(?<value>(?:\\.|[^"\\])*)",?/g;

/** The numbers of one scrape. Labels that a question does not name may have any value. */
export class MetricsScrape {
  readonly samples: readonly Sample[];

  constructor(text: string) {
    this.samples = text
      .split('\n')
      .filter((candidate) => candidate !== '' && !candidate.startsWith('#'))
      .map(parseLine);
  }

  /** All series of this name that have at least these labels. */
  series(name: string, labels: Labels = {}): Sample[] {
    return this.samples.filter((sample) => sample.name === name && hasLabels(sample, labels));
  }

  /** @throws Error unless exactly one series has this name and these labels */
  value(name: string, labels: Labels = {}): number {
    const [only, ...others] = this.series(name, labels);
    if (only !== undefined && others.length === 0) return only.value;
    const found = this.series(name).map((sample) => JSON.stringify(sample.labels));
    const wanted = `${name} with ${JSON.stringify(labels)}`;
    throw new Error(`Wanted one series of ${wanted}; there is ${found.join(', ') || 'none of this name'}`);
  }

  /** The sum over all series that match; 0 when there is none. */
  sum(name: string, labels: Labels = {}): number {
    return this.series(name, labels).reduce((total, { value }) => total + value, 0);
  }
}

/** Scrapes `/metrics` once. @throws Error when it does not answer 200 */
export async function scrapeMetrics(server: {
  readonly host: string;
  readonly metricsPort: number;
}): Promise<MetricsScrape> {
  const { status, text } = await httpRequest(
    { host: server.host, port: server.metricsPort },
    { path: '/metrics' },
  );
  if (status !== 200) throw new Error(`GET /metrics answered ${status}: ${text.slice(0, 200)}`);
  return new MetricsScrape(text);
}

function parseLine(text: string): Sample {
  const { name, labels = '', value } = line.exec(text)?.groups ?? {};
  if (name === undefined || value === undefined)
    throw new Error(`Not a line of the Prometheus text format: ${text}`);
  return { name, labels: parseLabels(labels), value: parseValue(value) };
}

function parseLabels(text: string): Labels {
  const pairs = [...text.matchAll(label)].map(({ groups: { name = '', value = '' } = {} }) => [
    name,
    unescapeLabel(value),
  ]);
  return Object.fromEntries(pairs);
}

function unescapeLabel(text: string): string {
  return text.replaceAll(/\\(.)/g, (_all, character: string) => (character === 'n' ? '\n' : character));
}

function parseValue(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY;
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text);
}

function hasLabels(sample: Sample, labels: Labels): boolean {
  return Object.entries(labels).every(([name, value]) => sample.labels[name] === value);
}
