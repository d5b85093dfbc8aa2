const UNITS: readonly (readonly [unit: string, milliseconds: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
];

/** A duration of Prometheus (`90s`, `1h30m`) divided by a whole number, down to the millisecond: `5m` / 60 is `5s`. */
export function divideDuration(duration: string, divisor: number): string {
  let rest = Math.floor(milliseconds(duration) / divisor);
  const parts = UNITS.map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? '' : `${count}${unit}`;
  });
  return parts.join('') || '0s';
}

function milliseconds(duration: string): number {
  const parts = [...duration.matchAll(/(\d+)([a-z]+)/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * lengthOf(unit, duration), 0);
}

function lengthOf(wanted: string | undefined, duration: string): number {
  const found = UNITS.find(([unit]) => unit === wanted);
  if (found === undefined)
    throw new RangeError(`Not a duration of days, hours, minutes and seconds: ${duration}`);
  return found[1];
}
