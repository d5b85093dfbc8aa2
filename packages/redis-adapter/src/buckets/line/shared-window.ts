/**
 * Commands of all buckets that are on their way. More at once would only wait in Redis or in a socket, where they grow
 * old until their buckets think that nobody answers; and the replies to all of them could come in one turn.
 */
export class SharedWindow {
  private readonly size: number;
  private readonly waiting = new Set<() => void>();
  private taken = 0;

  constructor(size: number) {
    this.size = size;
  }

  get hasRoom(): boolean {
    return this.taken < this.size;
  }

  take(): void {
    this.taken += 1;
  }

  /** Gives places back, to those who wait, in their order. */
  give(places: number): void {
    this.taken -= places;
    for (const run of this.waiting) {
      if (!this.hasRoom) return;
      this.waiting.delete(run);
      run();
    }
  }

  /** Calls once when there is room; who still has more to send then waits anew, behind the others. */
  wait(run: () => void): void {
    this.waiting.add(run);
  }
}
