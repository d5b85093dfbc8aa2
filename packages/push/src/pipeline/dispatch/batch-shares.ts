/** So many batches at once of one credential: one that is slow leaves room for the others. */
export class BatchShares {
  readonly #most: number;
  readonly #running = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  /** @returns false when it has its share; otherwise `leave` is to be called */
  enter(key: string): boolean {
    const running = this.#running.get(key) ?? 0;
    if (running >= this.#most) return false;
    this.#running.set(key, running + 1);
    return true;
  }

  leave(key: string): void {
    const running = (this.#running.get(key) ?? 0) - 1;
    if (running > 0) this.#running.set(key, running);
    else this.#running.delete(key);
  }
}
