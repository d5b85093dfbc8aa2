import type { HistogramDefinition, LabelSet } from '../catalogue/metric-definition.js';
import { FixedHistogram } from './fixed-histogram.js';
import { type FamilyOptions, MetricFamily } from './metric-family.js';

/** All series of one histogram. */
export class HistogramFamily<Labels extends LabelSet> extends MetricFamily<Labels, FixedHistogram> {
  readonly isHidden = false;
  readonly #buckets: readonly number[];

  constructor(definition: HistogramDefinition, options: FamilyOptions) {
    super(definition, options);
    this.#buckets = definition.buckets;
  }

  observe(labels: Labels, value: number): void {
    this.of(labels).observe(value);
  }

  protected override create(labels: LabelSet): FixedHistogram {
    return new FixedHistogram(labels, this.#buckets);
  }
}
