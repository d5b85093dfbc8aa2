const FIRST_GUESS_MS = 100;
/** Weight of the newest request in the mean. */
const NEWEST = 0.2;
const SHORTEST_STEP_MS = 2;
const LONGEST_LINE_MS = 60_000;

/**
 * Says to those who find no room when to come again: one after the other, twice as fast as they are likely to be served.
 * So the more wait, the later they come, and asking again costs little however many they are.
 */
export class WaitingLine {
  private readonly random: () => number;
  /** When the last of them comes. */
  private end = 0;
  /** Of a request, in milliseconds. */
  private meanDuration = FIRST_GUESS_MS;

  /** @param random at least 0, below 1 */
  constructor(random: () => number) {
    this.random = random;
  }

  isEmpty(now: number): boolean {
    return this.end <= now;
  }

  served(milliseconds: number): void {
    this.meanDuration += NEWEST * (milliseconds - this.meanDuration);
  }

  /** Those who were told to wait come as they were told; who comes now need not wait for them. */
  clear(): void {
    this.end = 0;
  }

  /** @returns milliseconds until so many who wait are likely to have been served */
  expect(waiting: number, concurrency: number): number {
    return (waiting * this.meanDuration) / concurrency;
  }

  /** @returns milliseconds; at least `from` @param from how long it makes no sense to come at all */
  delay(now: number, { from, concurrency }: { from: number; concurrency: number }): number {
    const step = Math.max(this.meanDuration / (2 * concurrency), SHORTEST_STEP_MS);
    const opens = now + from;
    this.end = Math.min(Math.max(this.end, opens) + step, opens + LONGEST_LINE_MS);
    return from + (this.end - opens) * (0.5 + 0.5 * this.random());
  }
}
