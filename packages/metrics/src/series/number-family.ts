import type { LabelSet } from '../catalogue/metric-definition.js';
import { MetricFamily, type Sample } from './metric-family.js';

const NO_LABELS: LabelSet = {};

/** One number of a counter or gauge. Hold it and add to `value` where a look-up would be too dear. */
export class NumberSeries {
  readonly labels: LabelSet;
  /** NaN: it does not exist, or nobody knows it, and is not printed. */
  value = 0;

  constructor(labels: LabelSet) {
    this.labels = labels;
  }

  samples(): Sample[] {
    if (Number.isNaN(this.value)) return [];
    return [{ labels: NO_LABELS, sharedLabels: this.labels, value: this.value }];
  }
}

/** All series of one counter or gauge. */
export class NumberFamily<Labels extends LabelSet> extends MetricFamily<Labels, NumberSeries> {
  /** While nobody knows the numbers they are not printed: an old one would be taken for true. */
  isHidden = false;

  override *samples(): Generator<Sample> {
    if (!this.isHidden) yield* super.samples();
  }

  add(labels: Labels, amount = 1): void {
    this.of(labels).value += amount;
  }

  /** For numbers that are read anew at each scrape: series stay, so that an app that left reads 0. */
  zero(): void {
    for (const series of this.all()) series.value = 0;
  }

  protected override create(labels: LabelSet): NumberSeries {
    return new NumberSeries(labels);
  }
}
