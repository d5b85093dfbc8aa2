export interface SparklineSize {
  readonly width: number;
  readonly height: number;
  /** How many values fill the width. */
  readonly capacity: number;
}

/** The `points` of an SVG polyline: the latest value at the right edge, zero at the bottom, the largest at the top. */
export function sparklinePoints(
  values: readonly number[],
  { width, height, capacity }: SparklineSize,
): string {
  const largest = Math.max(...values, Number.MIN_VALUE);
  const step = width / Math.max(1, capacity - 1);
  const left = width - (values.length - 1) * step;
  return values
    .map((value, index) => `${round(left + index * step)},${round(height - (value / largest) * height)}`)
    .join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
