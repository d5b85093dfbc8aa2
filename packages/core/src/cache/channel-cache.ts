import { publishedEvent, textFrame } from '@shoal/protocol';
import type { Channel } from '../channel/channel.js';
import type { Subscription } from '../channel/subscription.js';
import type { Clock } from '../clock.js';
import type { Batch, Exclusion } from '../cluster/adapter.js';
import type { CachedEvent, CacheStore } from '../cluster/cache-store.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { Observer } from '../observer/observer.js';

export interface ChannelCacheParts {
  readonly store: CacheStore;
  readonly observer: Observer;
  readonly clock: Clock;
  /** Milliseconds that an event stays. */
  readonly lifetime: number;
}

/** What a newcomer on a cache channel is given. */
export interface Recalled {
  readonly frame: Buffer;
  /** Set when it came from the store: the bus may still bring the same event. */
  readonly id?: string;
}

/**
 * Last events of cache channels. A newcomer gets what this node's sockets got last, so its view joins theirs
 * without a gap or a repetition; only a node that has had nothing yet asks the store.
 */
export class ChannelCache {
  private readonly parts: ChannelCacheParts;
  /** Sockets that were given an event from the store, by event id, until the bus copy has passed. */
  private readonly given = new Map<Channel, Map<string, string[]>>();

  constructor(parts: ChannelCacheParts) {
    this.parts = parts;
  }

  remember(channel: { appId: string; name: string }, event: CachedEvent): void {
    const { store, observer } = this.parts;
    observer.cacheOperated('set');
    const result = store.remember(channel, event);
    if (result instanceof Promise) result.catch((error: unknown) => observer.failed('remember event', error));
  }

  recall(channel: Channel): MaybePromise<Recalled | undefined> {
    const { store, observer, clock } = this.parts;
    observer.cacheOperated('get');
    const last = channel.lastEvent;
    if (last !== undefined) {
      const isFresh = last.expiresAt > clock.now();
      observer.cacheRead(isFresh);
      return isFresh ? { frame: last.frame } : undefined;
    }
    return andThen(store.recall(channel), (event) => {
      observer.cacheRead(event !== undefined);
      // Something may have been delivered here while the store was asked: then that is the last event.
      if (channel.lastEvent !== undefined) return { frame: channel.lastEvent.frame };
      if (event === undefined) return undefined;
      return { frame: textFrame(publishedEvent(event.name, event.data)(channel.name)), id: event.id };
    });
  }

  /** A subscription was answered with an event from the store. */
  gave(subscription: Subscription, id: string): void {
    const { channel, connection } = subscription;
    const byId = this.given.get(channel) ?? new Map<string, string[]>();
    this.given.set(channel, byId.set(id, [...(byId.get(id) ?? []), connection.socketId]));
  }

  /** Keeps the batch's last cached frame, and leaves out whoever was already given one of its events. */
  pass(channel: Channel, batch: Batch): Batch {
    const { cached } = batch;
    const last = cached?.at(-1);
    if (cached === undefined || last === undefined) return batch;
    channel.lastEvent = {
      frame: Buffer.from(batch.frames.subarray(last.offset, last.offset + last.length)),
      expiresAt: this.parts.clock.now() + this.parts.lifetime,
    };
    const given = this.given.get(channel);
    this.given.delete(channel);
    if (given === undefined) return batch;
    const repeated: Exclusion[] = cached.flatMap(({ offset, length, id }) =>
      (given.get(id) ?? []).map((socketId) => ({ offset, length, socketId })),
    );
    if (repeated.length === 0) return batch;
    const exclusions = [...batch.exclusions, ...repeated].sort((a, b) => a.offset - b.offset);
    return { ...batch, exclusions };
  }

  forget(channel: Channel): void {
    this.given.delete(channel);
  }
}
