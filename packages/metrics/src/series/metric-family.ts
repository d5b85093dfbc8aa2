import { OVERFLOW_APP } from '../catalogue/label-values.js';
import type { LabelSet, MetricDefinition } from '../catalogue/metric-definition.js';
import type { PageSample } from '../scrape/page-writer.js';
import { boundedLabelSet, possibleLabelSets } from './label-sets.js';
import { LabelTree } from './label-tree.js';

/** One line of a scrape. */
export type Sample = PageSample & { readonly sharedLabels: LabelSet };

/** What has one set of labels. */
export interface Series {
  readonly labels: LabelSet;
  samples(name: string): Sample[];
}

export interface FamilyOptions {
  /** With the prefix. */
  readonly name: string;
  /** How many series with an `app_id` the family may have before it folds further ones together. */
  readonly maxSeries: number;
  /** Called once for each label set that is folded. */
  readonly onFolded: () => void;
}

/**
 * All series of one metric. It sees to it that labels stay within what the catalogue allows, and that their
 * number stays within the budget: label sets that come too late share series with `app_id="__overflow__"`.
 * A label set that has once been given a series, its own or a shared one, keeps it.
 */
export abstract class MetricFamily<Labels extends LabelSet, Kind extends Series> {
  readonly name: string;
  readonly definition: MetricDefinition;
  readonly #options: FamilyOptions;
  /** The series of each label set that was met, be it its own or a shared one. */
  readonly #tree: LabelTree<Kind>;
  readonly #all: Kind[] = [];

  constructor(definition: MetricDefinition, options: FamilyOptions) {
    this.name = options.name;
    this.definition = definition;
    this.#options = options;
    this.#tree = new LabelTree(Object.keys(definition.labels));
  }

  protected abstract create(labels: LabelSet): Kind;

  /** The series of a label set. Values that the catalogue does not list count as `other`. */
  of(labels: Labels): Kind {
    return this.#tree.get(labels) ?? this.#seriesOf(boundedLabelSet(this.definition, labels));
  }

  /** Whether the label set has a series, its own or a shared one. */
  has(labels: Labels): boolean {
    const bounded = () => this.#tree.get(boundedLabelSet(this.definition, labels));
    return (this.#tree.get(labels) ?? bounded()) !== undefined;
  }

  /** Makes the series that can happen with these values, so that they are printed as 0 before they do. */
  declare(given: LabelSet): void {
    for (const labels of possibleLabelSets(this.definition, given)) this.#seriesOf(labels);
  }

  /** Every series once, in the order in which they came. */
  all(): readonly Kind[] {
    return this.#all;
  }

  /** Line by line: a large family is not to be copied. */
  *samples(): Generator<Sample> {
    for (const series of this.#all) yield* series.samples(this.name);
  }

  #seriesOf(labels: LabelSet): Kind {
    return this.#tree.get(labels) ?? (this.#isFull(labels) ? this.#fold(labels) : this.#add(labels));
  }

  #isFull(labels: LabelSet): boolean {
    const { app_id } = labels;
    return app_id !== undefined && app_id !== OVERFLOW_APP && this.#all.length >= this.#options.maxSeries;
  }

  #fold(labels: LabelSet): Kind {
    const shared = this.#seriesOf({ ...labels, app_id: OVERFLOW_APP });
    this.#tree.set(labels, shared);
    this.#options.onFolded();
    return shared;
  }

  #add(labels: LabelSet): Kind {
    const series = this.create(labels);
    this.#tree.set(labels, series);
    this.#all.push(series);
    return series;
  }
}
