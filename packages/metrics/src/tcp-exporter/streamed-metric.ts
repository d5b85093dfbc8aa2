import type { Metric } from 'prom-client';
import type { LabelSet } from '../catalogue/metric-definition.js';
import type { LoopSlices } from '../scrape/loop-slices.js';
import { FixedHistogram } from '../series/fixed-histogram.js';
import type { ReadableFamily } from '../series/metrics-registry.js';
import type { NumberSeries } from '../series/number-family.js';
import type { MetadataEvent } from './event-encoder.js';

/** One number that the stream tells, under a name and labels of its own. */
export interface StreamedNumber {
  readonly name: string;
  readonly labels: LabelSet;
  readonly operation: 'set_counter' | 'set_gauge';
  /** Read whenever it is wanted. */
  readonly source: { readonly value: number };
  /** What readers were told last; undefined before the first time. */
  told: number | undefined;
}

/** One metric of the registry as the stream has it. */
export interface StreamedMetric {
  readonly metadata: readonly MetadataEvent[];
  /** Nobody knows the numbers now. */
  readonly isHidden: boolean;
  /** Brings the numbers up to date. Those that are there stay, new ones are added at the end. */
  read(slices: LoopSlices): Promise<readonly StreamedNumber[]>;
  /** As they were when they were read last. */
  readonly numbers: readonly StreamedNumber[];
}

interface Described {
  readonly name: string;
  /** `counter`, `histogram`, or else a gauge. */
  readonly type: string;
  readonly help: string;
}

/** A metric of the catalogue. Its series hold their numbers themselves. */
export class FamilyMetric implements StreamedMetric {
  readonly metadata: readonly MetadataEvent[];
  readonly numbers: StreamedNumber[] = [];
  readonly #family: ReadableFamily;
  readonly #constantLabels: LabelSet;
  #known = 0;

  /** @param constantLabels that every series has besides its own */
  constructor(family: ReadableFamily, constantLabels: LabelSet) {
    this.#family = family;
    this.#constantLabels = constantLabels;
    this.metadata = describe({ name: family.name, ...family.definition });
  }

  get isHidden(): boolean {
    return this.#family.isHidden;
  }

  async read(slices: LoopSlices): Promise<readonly StreamedNumber[]> {
    const all = this.#family.all();
    for (; this.#known < all.length; this.#known += 1) {
      const series = all[this.#known];
      if (series !== undefined) this.#add(series);
      if (slices.isOver()) await slices.next();
    }
    return this.numbers;
  }

  #add(series: NumberSeries | FixedHistogram): void {
    const labels = withConstants(series.labels, this.#constantLabels);
    const sources = series instanceof FixedHistogram ? sourcesOf(series) : [series];
    for (const [index, source] of sources.entries()) {
      const { name, type } = this.metadata[index] ?? { name: this.#family.name, type: 'gauge' };
      this.numbers.push({ name, labels, operation: operationOf(type), source, told: undefined });
    }
  }
}

/** In the order of the metadata of a histogram. */
function sourcesOf(histogram: FixedHistogram): readonly StreamedNumber['source'][] {
  return [
    {
      get value() {
        return histogram.count;
      },
    },
    {
      get value() {
        return histogram.sum;
      },
    },
  ];
}

/** A metric of the library. It gives its numbers only all together and anew. */
export class LibraryMetric implements StreamedMetric {
  readonly metadata: readonly MetadataEvent[];
  readonly isHidden = false;
  readonly numbers: StreamedNumber[] = [];
  readonly #metric: Metric;
  readonly #constantLabels: LabelSet;
  readonly #sources = new Map<string, { value: number }>();

  constructor(metric: Metric, described: Described, constantLabels: LabelSet) {
    this.#metric = metric;
    this.#constantLabels = constantLabels;
    this.metadata = describe(described);
  }

  async read(): Promise<readonly StreamedNumber[]> {
    const { name: ownName, values } = await this.#metric.get();
    for (const { value, labels, ...line } of values) {
      const name = 'metricName' in line && line.metricName !== undefined ? line.metricName : ownName;
      // Buckets have a name that was not announced.
      const metadata = this.metadata.find((announced) => announced.name === name);
      if (metadata !== undefined) this.#set(metadata, { labels: asTexts(labels), value });
    }
    return this.numbers;
  }

  #set({ name, type }: MetadataEvent, { labels, value }: { labels: LabelSet; value: number }): void {
    const key = JSON.stringify([name, labels]);
    const known = this.#sources.get(key);
    if (known !== undefined) {
      known.value = value;
      return;
    }
    const source = { value };
    this.#sources.set(key, source);
    const all = withConstants(labels, this.#constantLabels);
    this.numbers.push({ name, labels: all, operation: operationOf(type), source, told: undefined });
  }
}

/** The very object where there are no constants: of a hundred thousand series none is copied. */
function withConstants(labels: LabelSet, constants: LabelSet): LabelSet {
  return Object.keys(constants).length === 0 ? labels : { ...constants, ...labels };
}

function asTexts(labels: Readonly<Record<string, string | number | undefined>>): LabelSet {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]));
}

/**
 * A histogram is told as its count and its sum. Single values, which the stream's histograms are made of, were never
 * kept, and quantiles over invented ones would be wrong.
 */
function describe({ name, type, help }: Described): readonly MetadataEvent[] {
  const unit = unitOf(name);
  if (type !== 'histogram') return [{ name, type: streamedType(name, type), unit, description: help }];
  return [
    { name: `${name}_count`, type: 'counter', unit: 'count', description: `${help} How many there were.` },
    { name: `${name}_sum`, type: 'gauge', unit, description: `${help} Their sum.` },
  ];
}

/** Counters of the stream are whole numbers, which seconds are not. */
function streamedType(name: string, type: string): 'counter' | 'gauge' {
  return type === 'counter' && unitOf(name) !== 'seconds' ? 'counter' : 'gauge';
}

/** Every name says its unit, after Prometheus' rules. */
function unitOf(name: string): 'seconds' | 'bytes' | 'count' {
  if (/_seconds(_total)?$/.test(name)) return 'seconds';
  return /_bytes(_total)?$/.test(name) ? 'bytes' : 'count';
}

function operationOf(type: MetadataEvent['type']): StreamedNumber['operation'] {
  return type === 'counter' ? 'set_counter' : 'set_gauge';
}
