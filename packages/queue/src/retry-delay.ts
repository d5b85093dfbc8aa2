const FIRST = 1_000;
const LONGEST = 60_000;

/**
 * Milliseconds before a job whose handler has thrown runs again: doubling from one second to one minute, the last
 * half of it by chance, so that jobs which failed together do not return together.
 *
 * @param failures how often its handler has thrown, from 1
 */
export function retryDelay(failures: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST, FIRST * 2 ** Math.min(failures - 1, 10));
  return Math.round(full / 2 + (full / 2) * random());
}
