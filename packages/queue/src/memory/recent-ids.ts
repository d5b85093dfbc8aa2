export interface RecentIdsOptions {
  /** Milliseconds that an id is remembered. */
  readonly ttl: number;
  /** More than these are not remembered: the oldest make room. */
  readonly max: number;
}

/** Ids that were seen lately. */
export class RecentIds {
  readonly #options: RecentIdsOptions;
  /** Id and when it is forgotten; oldest first, as they all live equally long. */
  readonly #ids = new Map<string, number>();

  constructor(options: RecentIdsOptions) {
    this.#options = options;
  }

  has(id: string, now: number): boolean {
    this.#expire(now);
    return this.#ids.has(id);
  }

  add(id: string, now: number): void {
    this.#ids.set(id, now + this.#options.ttl);
    this.#expire(now);
  }

  forget(id: string): void {
    this.#ids.delete(id);
  }

  #expire(now: number): void {
    for (const [id, until] of this.#ids) {
      if (until > now && this.#ids.size <= this.#options.max) return;
      this.#ids.delete(id);
    }
  }
}
