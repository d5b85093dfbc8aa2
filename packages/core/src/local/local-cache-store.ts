import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.js';
import type { CachedEvent, CacheStore } from '../cluster/cache-store.js';
import type { ChannelRef } from '../cluster/channel-store.js';

export interface LocalCacheOptions {
  /** Milliseconds that an event stays. */
  readonly lifetime: number;
  /** Bytes of all events together; the least recently used go first. */
  readonly maxBytes: number;
  readonly clock: Clock;
}

/** Last events of cache channels in this process. */
export class LocalCacheStore implements CacheStore {
  private readonly events: LRUCache<string, CachedEvent>;

  constructor({ lifetime, maxBytes, clock }: LocalCacheOptions) {
    this.events = new LRUCache({
      ttl: lifetime,
      ttlResolution: 0,
      maxSize: maxBytes,
      sizeCalculation: ({ name, data }, key) => 2 * (key.length + name.length + data.length) + 200,
      perf: { now: () => clock.now() },
    });
  }

  remember(channel: ChannelRef, event: CachedEvent): void {
    this.events.set(keyOf(channel), event);
  }

  recall(channel: ChannelRef): (CachedEvent & { readonly ttl: number }) | undefined {
    const key = keyOf(channel);
    const event = this.events.get(key);
    return event && { ...event, ttl: Math.ceil(this.events.getRemainingTTL(key) / 1000) };
  }

  memoryBytes(): number {
    return this.events.calculatedSize;
  }
}

function keyOf({ appId, name }: ChannelRef): string {
  return `${appId}\0${name}`;
}
