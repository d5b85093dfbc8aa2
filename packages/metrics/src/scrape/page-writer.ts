import type { LabelSet, MetricDefinition } from '../catalogue/metric-definition.js';

/** What a page may look like: the text format 0.0.4, OpenMetrics 1.0, or the JSON of prom-client. */
export type PageFormat = 'text' | 'openmetrics' | 'json';

/** One line of a page, before it is written. */
export interface PageSample {
  /** Where it differs from the name of the family. */
  readonly metricName?: string;
  readonly labels: LabelSet;
  /** More labels, those of the series. Their text is remembered by the identity of this object. */
  readonly sharedLabels?: LabelSet;
  readonly value: number;
}

/** One metric as a page has it. */
export interface PageFamily {
  readonly name: string;
  readonly help: string;
  readonly type: MetricDefinition['type'] | 'summary';
  /** Made while it is read. */
  readonly samples: Iterable<PageSample>;
}

const totalSuffix = '_total';

/** Writes pages, piece by piece, so that whoever asks for them may pause at any time. */
export class PageWriter {
  readonly #constant: LabelSet;
  readonly #seriesTexts = new WeakMap<LabelSet, string>();

  /** @param constant labels of every series */
  constructor(constant: LabelSet) {
    this.#constant = constant;
  }

  *write(families: Iterable<PageFamily>, format: PageFormat): Generator<string> {
    switch (format) {
      case 'text':
        for (const family of families) yield* this.#family(family, plainNames(family));
        return;
      case 'openmetrics':
        for (const family of families) yield* this.#family(family, openNames(family));
        yield '# EOF\n';
        return;
      case 'json':
        yield* this.#json(families);
        return;
      default:
        format satisfies never;
    }
  }

  *#family(
    { help, type, samples }: PageFamily,
    { declared, sample: name, isOpen }: Names,
  ): Generator<string> {
    const escaped = escapeText(help);
    const described = isOpen ? escaped.replaceAll('"', '\\"') : escaped;
    yield `# HELP ${declared} ${described}\n# TYPE ${declared} ${type}\n`;
    for (const { metricName = name, labels, sharedLabels, value } of samples) {
      yield `${metricName}${this.#labels(labels, sharedLabels)} ${writeNumber(value)}\n`;
    }
    // An empty line sets families apart; OpenMetrics has none.
    if (!isOpen) yield '\n';
  }

  *#json(families: Iterable<PageFamily>): Generator<string> {
    let separator = '[';
    for (const { name, help, type, samples } of families) {
      yield `${separator}${JSON.stringify({ name, help, type }).slice(0, -1)},"values":[`;
      separator = ',';
      let before = '';
      for (const { metricName, labels, sharedLabels, value } of samples) {
        const sample = { value, labels: { ...labels, ...this.#constant, ...sharedLabels }, metricName };
        yield before + JSON.stringify(sample);
        before = ',';
      }
      yield '],"aggregator":"sum"}';
    }
    yield separator === '[' ? '[]' : ']';
  }

  #labels(labels: LabelSet, sharedLabels: LabelSet | undefined): string {
    const text =
      sharedLabels === undefined
        ? pairs({ ...this.#constant, ...labels })
        : [pairs(labels), this.#series(sharedLabels)].filter((part) => part !== '').join(',');
    return text === '' ? '' : `{${text}}`;
  }

  #series(labels: LabelSet): string {
    const known = this.#seriesTexts.get(labels);
    if (known !== undefined) return known;
    const text = pairs({ ...this.#constant, ...labels });
    this.#seriesTexts.set(labels, text);
    return text;
  }
}

interface Names {
  readonly declared: string;
  readonly sample: string;
  readonly isOpen: boolean;
}

function plainNames({ name }: PageFamily): Names {
  return { declared: name, sample: name, isOpen: false };
}

/** OpenMetrics declares a counter without the suffix, and its samples have it. */
function openNames({ name, type }: PageFamily): Names {
  if (type !== 'counter') return { declared: name, sample: name, isOpen: true };
  const declared = name.endsWith(totalSuffix) ? name.slice(0, -totalSuffix.length) : name;
  return { declared, sample: declared + totalSuffix, isOpen: true };
}

function pairs(labels: LabelSet): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeText(String(value)).replaceAll('"', '\\"')}"`)
    .join(',');
}

function escapeText(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function writeNumber(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf';
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
}
