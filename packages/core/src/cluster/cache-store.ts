import type { MaybePromise } from '../maybe-promise.js';
import type { ChannelRef } from './channel-store.js';

/** The last published event of a cache channel. */
export interface CachedEvent {
  /** Unique for each publication: a node drops the bus copy of what it has already told from the cache. */
  readonly id: string;
  readonly name: string;
  readonly data: string;
}

/** Port: last events of cache channels. While the store is away each node answers from its own copy. */
export interface CacheStore {
  remember(channel: ChannelRef, event: CachedEvent): MaybePromise<void>;
  /** With the seconds it has left; undefined when there is none or its time is over. */
  recall(channel: ChannelRef): MaybePromise<(CachedEvent & { readonly ttl: number }) | undefined>;
  /** Rough size in this process, for metrics. */
  memoryBytes(): number;
}
