import type { Clock } from '@shoal/queue';
import { LRUCache } from 'lru-cache';
import type { Rate, RateStore } from '../rate-store.js';

interface Bucket {
  readonly tokens: number;
  /** Milliseconds since 1970 when it held them. */
  readonly at: number;
}

/** Buckets kept; one that is forgotten is full. */
const BUCKETS = 100_000;

/** Token buckets of this process. */
export class MemoryRateStore implements RateStore {
  readonly #clock: Clock;
  readonly #buckets = new LRUCache<string, Bucket>({ max: BUCKETS });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async take(
    appId: string,
    what: string,
    { capacity, refillPerSecond, tokens }: Rate & { readonly tokens: number },
  ): Promise<number> {
    const key = JSON.stringify([appId, what]);
    const at = this.#clock.wall();
    const bucket = this.#buckets.get(key) ?? { tokens: capacity, at };
    const refilled = bucket.tokens + ((at - bucket.at) / 1_000) * refillPerSecond;
    const held = Math.min(capacity, refilled);
    const missing = Math.min(tokens, capacity) - held;
    if (missing > 0) return Math.ceil((missing / refillPerSecond) * 1_000);
    this.#buckets.set(key, { tokens: held - tokens, at });
    return 0;
  }
}
