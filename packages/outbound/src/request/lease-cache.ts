export interface LeaseCacheOptions<T> {
  readonly close: (value: T) => Promise<void> | void;
  /** Values that are kept. More are open only while more are in use. */
  readonly capacity: number;
  /** Milliseconds after which a value that nobody uses is closed, the next time that any is used. */
  readonly idleAfter: number;
}

interface Entry<T> {
  readonly value: T;
  leases: number;
  lastUsed: number;
}

/** Connections and the like that are kept open for their next use. What is in use is never closed to make room. */
export class LeaseCache<T> {
  private readonly options: LeaseCacheOptions<T>;
  /** The one that was used last is the last. */
  private readonly entries = new Map<string, Entry<T>>();
  private isClosed = false;

  constructor(options: LeaseCacheOptions<T>) {
    this.options = options;
  }

  get size(): number {
    return this.entries.size;
  }

  /** @throws Error after {@link close}; whatever `open` or `work` throws */
  async use<R>(key: string, open: () => T, work: (value: T) => Promise<R>): Promise<R> {
    if (this.isClosed) throw new Error('Closed: nothing can be opened any more.');
    const entry = this.entries.get(key) ?? { value: open(), leases: 0, lastUsed: 0 };
    this.touch(key, entry);
    entry.leases += 1;
    try {
      return await work(entry.value);
    } finally {
      entry.leases -= 1;
      if (!this.isClosed) {
        this.touch(key, entry);
        const idle = this.takeIdle();
        // Most of the time there is none, and nothing to wait for.
        if (idle.length > 0) await this.closeAll(idle);
      }
    }
  }

  /** Closes everything, what is in use too. */
  async close(): Promise<void> {
    this.isClosed = true;
    const values = [...this.entries.values()].map(({ value }) => value);
    this.entries.clear();
    await this.closeAll(values);
  }

  private touch(key: string, entry: Entry<T>): void {
    entry.lastUsed = performance.now();
    this.entries.delete(key);
    this.entries.set(key, entry);
  }

  private takeIdle(): T[] {
    const idleSince = performance.now() - this.options.idleAfter;
    const idle: T[] = [];
    for (const [key, { value, leases, lastUsed }] of this.entries) {
      if (lastUsed > idleSince && this.entries.size <= this.options.capacity) break;
      if (leases > 0) continue;
      this.entries.delete(key);
      idle.push(value);
    }
    return idle;
  }

  private async closeAll(values: readonly T[]): Promise<void> {
    await Promise.all(values.map((value) => this.options.close(value)));
  }
}
