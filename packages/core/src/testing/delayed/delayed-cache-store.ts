import type { CachedEvent, CacheStore } from '../../cluster/cache-store.js';
import type { ChannelRef } from '../../cluster/channel-store.js';
import type { ReplyQueue } from './reply-queue.js';

/** A cache store at the other end of a line: every reply waits in the lane `cache <channel>`. */
export class DelayedCacheStore implements CacheStore {
  private readonly inner: CacheStore;
  private readonly replies: ReplyQueue;

  constructor(inner: CacheStore, replies: ReplyQueue) {
    this.inner = inner;
    this.replies = replies;
  }

  remember(channel: ChannelRef, event: CachedEvent): Promise<void> {
    return this.replies.hold(`cache ${channel.name}`, () => this.inner.remember(channel, event));
  }

  recall(channel: ChannelRef): Promise<(CachedEvent & { readonly ttl: number }) | undefined> {
    return this.replies.hold(`cache ${channel.name}`, () => this.inner.recall(channel));
  }

  memoryBytes(): number {
    return this.inner.memoryBytes();
  }
}
