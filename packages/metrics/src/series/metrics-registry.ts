import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Catalogue, LabelSet, LabelsOf, MetricDefinition } from '../catalogue/metric-definition.js';
import { inSlices } from '../scrape/in-slices.js';
import { LoopSlices } from '../scrape/loop-slices.js';
import { type PageFamily, type PageFormat, type PageSample, PageWriter } from '../scrape/page-writer.js';
import type { FixedHistogram } from './fixed-histogram.js';
import { HistogramFamily } from './histogram-family.js';
import { checkConstantLabels, checkPrefix } from './label-rules.js';
import type { FamilyOptions, Sample } from './metric-family.js';
import { NumberFamily, type NumberSeries } from './number-family.js';

const PROM_METRICS = { counter: Counter, gauge: Gauge, histogram: Histogram };

export interface MetricsRegistryOptions<Declared extends Catalogue> {
  readonly catalogue: Declared;
  /** Put before every name, `sockudo_` for example. May be empty. */
  readonly prefix: string;
  /** Added to every series. */
  readonly labels: LabelSet;
  readonly maxSeriesPerMetric: number;
}

type NamesOf<Declared extends Catalogue, Type extends MetricDefinition['type']> = {
  [Name in keyof Declared & string]: Declared[Name]['type'] extends Type ? Name : never;
}[keyof Declared & string];

/** A family as it can be read without printing it, whatever its labels are. */
export interface ReadableFamily {
  /** With the prefix. */
  readonly name: string;
  readonly definition: MetricDefinition;
  /** Nobody knows the numbers now. */
  readonly isHidden: boolean;
  /** Series are added at the end and never go away. */
  all(): readonly (NumberSeries | FixedHistogram)[];
}

/** What is said of a metric beside its numbers. */
export interface DerivedMetric {
  /** With the prefix. */
  readonly name: string;
  readonly help: string;
  readonly type: MetricDefinition['type'];
  readonly labelNames: readonly string[];
}

/** What the registry needs of a family. */
interface RegisteredFamily extends ReadableFamily {
  declare(given: LabelSet): void;
  samples(): Iterable<Sample>;
}

/**
 * The metrics of one process: families made from the catalogue, printed by prom-client. Ask for each name
 * once; a second time throws, because one number has one owner.
 */
export class MetricsRegistry<Declared extends Catalogue> extends Registry {
  readonly #options: MetricsRegistryOptions<Declared>;
  readonly #families: RegisteredFamily[] = [];
  readonly #appFamilies: RegisteredFamily[] = [];
  readonly #readers: (() => Promise<void>)[] = [];
  readonly #collectors: (() => void)[] = [];
  readonly #derived = new Map<string, DerivedMetric & { readonly read: () => Iterable<Sample> }>();
  readonly #writer: PageWriter;
  #foldedLabelSets = 0;

  /** Throws {@link InvalidMetricsOption}. */
  constructor(options: MetricsRegistryOptions<Declared>) {
    super();
    checkPrefix(options.prefix);
    checkConstantLabels(options.labels);
    this.#options = options;
    this.#writer = new PageWriter(options.labels);
  }

  counter<Name extends NamesOf<Declared, 'counter'>>(name: Name): NumberFamily<LabelsOf<Declared[Name]>> {
    return this.#number(name);
  }

  gauge<Name extends NamesOf<Declared, 'gauge'>>(name: Name): NumberFamily<LabelsOf<Declared[Name]>> {
    return this.#number(name);
  }

  histogram<Name extends NamesOf<Declared, 'histogram'>>(
    name: Name,
  ): HistogramFamily<LabelsOf<Declared[Name]>> {
    const definition = this.#definitionOf(name);
    if (definition.type !== 'histogram') throw new TypeError(`The metric ${name} is a ${definition.type}.`);
    return this.#register(new HistogramFamily<LabelsOf<Declared[Name]>>(definition, this.#optionsOf(name)));
  }

  /** `collect` runs at the beginning of each scrape, in one go, to copy numbers that are kept elsewhere. */
  beforeScrape(collect: () => void): void {
    this.#collectors.push(collect);
  }

  /** `read` runs before those, for numbers that have to be asked for. It must settle soon, and not reject. */
  readBeforeScrape(read: () => Promise<void>): void {
    this.#readers.push(read);
  }

  /** Makes every series that an app can have, so that they are printed as 0 before they happen. */
  declareApp(appId: string): void {
    for (const family of this.#appFamilies) family.declare({ app_id: appId });
  }

  /** Everything that was made from the catalogue, so without the library's own metrics. */
  get families(): readonly ReadableFamily[] {
    return this.#families;
  }

  /** Added to every series when it is printed. */
  get constantLabels(): LabelSet {
    return this.#options.labels;
  }

  /** Label sets that had to share a series because their metric was full. */
  get foldedLabelSets(): number {
    return this.#foldedLabelSets;
  }

  /** A family that was made, by its name without the prefix. */
  familyOf(name: keyof Declared & string): ReadableFamily | undefined {
    return this.#families.find((family) => family.name === this.#options.prefix + name);
  }

  /** Prints a metric whose numbers are made while they are printed, whether or not the catalogue has it. */
  derive({ name, help, type, labelNames }: DerivedMetric, read: () => Iterable<Sample>): void {
    const metric = new PROM_METRICS[type]({ name, help, labelNames: [...labelNames], registers: [this] });
    // So prom-client's own storage stays unused. Its readers get a list.
    const get = async () => ({ name, help, type, aggregator: 'sum', values: [...read()] });
    Object.assign(metric, { get });
    this.#derived.set(name, { name, help, type, labelNames, read });
  }

  /** The text format. */
  override async metrics(): Promise<string> {
    return await this.#whole('text');
  }

  /**
   * A page in chunks, written as they are asked for. Numbers are copied before the first one; writing many series lets
   * the event loop run in between.
   */
  async *print(format: PageFormat): AsyncGenerator<string, void, undefined> {
    await this.collect();
    const slices = new LoopSlices();
    const families: PageFamily[] = [];
    for (const { name } of this.getMetricsAsArray()) {
      // The library's own numbers are asked of the system.
      families.push(await this.#page(name));
      if (slices.isOver()) await slices.next();
    }
    yield* inSlices(this.#writer.write(families, format));
  }

  override async getMetricsAsJSON(): ReturnType<Registry['getMetricsAsJSON']> {
    return JSON.parse(await this.#whole('json'));
  }

  /** Copies into the series what is kept elsewhere, as a scrape does first. Others may run between two collectors. */
  async collect(): Promise<void> {
    await Promise.all(this.#readers.map((read) => read()));
    const slices = new LoopSlices();
    for (const collect of this.#collectors) {
      collect();
      if (slices.isOver()) await slices.next();
    }
  }

  async #whole(format: PageFormat): Promise<string> {
    let page = '';
    for await (const chunk of this.print(format)) page += chunk;
    return page;
  }

  /** What was made here is read while it is written; the library reads its own metrics beforehand. */
  async #page(name: string): Promise<PageFamily> {
    const derived = this.#derived.get(name);
    if (derived !== undefined) return { ...derived, samples: derived.read() };
    const metric = await this.getSingleMetric(name)?.get();
    // It declares a number, and has the word.
    const type = String(metric?.type) as PageFamily['type'];
    return { name, help: metric?.help ?? '', type, samples: metric?.values.map(toPageSample) ?? [] };
  }

  #number<Name extends keyof Declared & string>(name: Name): NumberFamily<LabelsOf<Declared[Name]>> {
    return this.#register(
      new NumberFamily<LabelsOf<Declared[Name]>>(this.#definitionOf(name), this.#optionsOf(name)),
    );
  }

  #definitionOf(name: keyof Declared & string): MetricDefinition {
    const definition = this.#options.catalogue[name];
    if (definition === undefined) throw new TypeError(`The catalogue has no metric ${name}.`);
    return definition;
  }

  #optionsOf(name: string): FamilyOptions {
    return {
      name: this.#options.prefix + name,
      maxSeries: this.#options.maxSeriesPerMetric,
      onFolded: () => {
        this.#foldedLabelSets += 1;
      },
    };
  }

  #register<Family extends RegisteredFamily>(family: Family): Family {
    const { name, definition } = family;
    const { type, help } = definition;
    this.derive({ name, help, type, labelNames: Object.keys(definition.labels) }, () => family.samples());
    this.#families.push(family);
    if ('app_id' in definition.labels) this.#appFamilies.push(family);
    family.declare({});
    return family;
  }
}

/** A line of the library's own metrics. */
interface LibrarySample {
  readonly metricName?: string;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly value: number;
}

function toPageSample({ metricName, labels, value }: LibrarySample): PageSample {
  const texts = Object.entries(labels).map(([name, label]) => [name, String(label)] as const);
  return { ...(metricName !== undefined && { metricName }), labels: Object.fromEntries(texts), value };
}
