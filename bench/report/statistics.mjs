/**
 * @typedef {{ median: number, min: number, max: number, lower: number, upper: number, count: number }} Spread
 *   `lower` and `upper` are the quartiles
 */

/** @param {number[]} values @returns {Spread | undefined} undefined of nothing */
export function spreadOf(values) {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: sorted[0],
    max: sorted[sorted.length - 1],
    lower: quantile(sorted, 0.25),
    upper: quantile(sorted, 0.75),
    count: sorted.length,
  };
}

/**
 * An interval that holds the true median with at least 95 %, whatever the distribution: between the k-th smallest and
 * the k-th largest value (sign test). Undefined for fewer than six values, which cannot give one.
 */
export function medianInterval(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const { length } = sorted;
  let rank = 0;
  for (let outside = 2 ** -length; outside * 2 <= 0.05; outside += choose(length, rank) * 2 ** -length)
    rank += 1;
  return rank === 0 ? undefined : [sorted[rank - 1], sorted[length - rank]];
}

/** Linear between the neighbours. */
function quantile(sorted, part) {
  const at = part * (sorted.length - 1);
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

function choose(n, k) {
  let ways = 1;
  for (let i = 0; i < k; i += 1) ways = (ways * (n - i)) / (i + 1);
  return ways;
}
