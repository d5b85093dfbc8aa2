const mostSamples = 100;

/** Milliseconds. */
export interface LatencySummary {
  readonly last: number;
  readonly p50: number;
  readonly p95: number;
}

/** The last 100 round trips. */
export class LatencySamples {
  readonly #samples: number[] = [];

  /** In the order in which they were made. */
  get values(): readonly number[] {
    return this.#samples;
  }

  add(milliseconds: number): void {
    this.#samples.push(milliseconds);
    if (this.#samples.length > mostSamples) this.#samples.shift();
  }

  /** Undefined before the first. Percentiles are by nearest rank: values that were measured. */
  summarize(): LatencySummary | undefined {
    const last = this.#samples.at(-1);
    if (last === undefined) return undefined;
    const sorted = this.#samples.toSorted((a, b) => a - b);
    const percentile = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? last;
    return { last, p50: percentile(0.5), p95: percentile(0.95) };
  }
}
