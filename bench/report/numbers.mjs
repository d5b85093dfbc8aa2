/** Three figures that count; whole numbers above 100, with commas. */
export function figure(value) {
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return Number(value.toPrecision(3)).toString();
}

export function percent(part) {
  return `${(part * 100).toFixed(1)} %`;
}

/** `1.52 (1.40–1.71)`: median and extremes. */
export function withExtremes({ median, min, max, count }, format = figure) {
  return count === 1 ? format(median) : `${format(median)} (${format(min)}–${format(max)})`;
}
