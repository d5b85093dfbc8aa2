/** Milliseconds for which an answer is as good as a new one. */
const FRESH = 1000;

/** Milliseconds for which an answer may stand in for one that does not come. */
const USABLE = 5000;

/** Milliseconds that a scrape waits. Prometheus gives up after ten seconds. */
const PATIENCE = 1000;

interface Reading<Value> {
  readonly value: Value | undefined;
  /** Milliseconds of `performance.now()` when it was asked for. */
  readonly at: number;
}

/**
 * A number that is kept elsewhere, read when somebody scrapes: at most once a second, however many scrape, and never
 * so that a scrape has to wait for long.
 */
export class LatestReading<Value> {
  readonly #read: () => Promise<Value | undefined>;
  #latest: Reading<Value> = { value: undefined, at: Number.NEGATIVE_INFINITY };
  #asking: Promise<void> | undefined;

  /** @param read may reject, and may never settle; undefined means that nobody knows */
  constructor(read: () => Promise<Value | undefined>) {
    this.#read = read;
  }

  /** The value, at most five seconds old; undefined while nobody knows it. Does not reject. */
  async get(): Promise<Value | undefined> {
    if (this.#age() < FRESH) return this.#latest.value;
    this.#asking ??= this.#ask();
    const asking = this.#asking;
    await atMost(PATIENCE, asking);
    // What was not answered by now may never be, so the next scrape asks anew.
    if (this.#asking === asking) this.#asking = undefined;
    return this.#age() < USABLE ? this.#latest.value : undefined;
  }

  async #ask(): Promise<void> {
    const at = performance.now();
    const value = await this.#readOrNothing();
    if (at >= this.#latest.at) this.#latest = { value, at };
  }

  async #readOrNothing(): Promise<Value | undefined> {
    try {
      return await this.#read();
    } catch {
      // Whoever keeps the number tells the log and the health of the process; here it is one that nobody knows.
      return undefined;
    }
  }

  #age(): number {
    return performance.now() - this.#latest.at;
  }
}

/** Waits for a promise, but no longer than that. */
async function atMost(milliseconds: number, promise: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([promise, tooLong]);
  clearTimeout(timer);
}
