import type { LabelSet } from '../catalogue/metric-definition.js';
import type { Sample } from './metric-family.js';

/** Counts values between fixed bounds. An observation costs a short loop and no allocation. */
export class FixedHistogram {
  readonly labels: LabelSet;
  readonly #bounds: readonly number[];
  /** How many values fell between a bound and the one before it; one more for those above all. */
  readonly #counts: number[];
  #sum = 0;

  /** `bounds` rise and are inclusive (`le`); the infinite one is implied. */
  constructor(labels: LabelSet, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  /**
   * What is not finite, or below 0 (a clock that was set back), counts as 0: one NaN in the sum would
   * make it useless for the rest of the process's life.
   */
  observe(value: number): void {
    const observed = Number.isFinite(value) ? Math.max(value, 0) : 0;
    let bucket = 0;
    for (const bound of this.#bounds) {
      if (observed <= bound) break;
      bucket += 1;
    }
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += observed;
  }

  /** How many values there were. */
  get count(): number {
    return this.#counts.reduce((sum, inBucket) => sum + inBucket, 0);
  }

  get sum(): number {
    return this.#sum;
  }

  /** In the shape of the exposition format: cumulative buckets, then sum and count. */
  samples(name: string): Sample[] {
    const sharedLabels = this.labels;
    const samples: Sample[] = [];
    let count = 0;
    for (const [bucket, inBucket] of this.#counts.entries()) {
      count += inBucket;
      const le = this.#bounds[bucket]?.toString() ?? '+Inf';
      samples.push({ metricName: `${name}_bucket`, labels: { le }, sharedLabels, value: count });
    }
    samples.push({ metricName: `${name}_sum`, labels: {}, sharedLabels, value: this.#sum });
    samples.push({ metricName: `${name}_count`, labels: {}, sharedLabels, value: count });
    return samples;
  }
}
