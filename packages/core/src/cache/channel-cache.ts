import { publishedEvent, textFrame } from '@shoal/protocol';
import type { Channel } from '../channel/channel.js';
import type { Subscription } from '../channel/subscription.js';
import type { Clock } from '../clock.js';
import type { Batch, CachedFrame, Exclusion } from '../cluster/adapter.js';
import type { CachedEvent, CacheStore } from '../cluster/cache-store.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { Observer } from '../observer/observer.js';
import { precedes } from '../webhook/record-ids.js';

export interface ChannelCacheParts {
  readonly store: CacheStore;
  readonly observer: Observer;
  readonly clock: Clock;
  /** Milliseconds that an event stays. */
  readonly lifetime: number;
}

interface Given {
  readonly socketIds: string[];
  /** Monotonic milliseconds. */
  readonly since: number;
}

/** Milliseconds after which no bus copy of an event can come any more: buffers keep one for half of it. */
const longestWay = 60_000;

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
  private readonly given = new Map<Channel, Map<string, Given>>();

  constructor(parts: ChannelCacheParts) {
    this.parts = parts;
  }

  remember(channel: { appId: string; name: string }, event: CachedEvent): void {
    const { store, observer } = this.parts;
    observer.cacheOperated('set');
    const result = store.remember(channel, event);
    if (result instanceof Promise) result.catch((error: unknown) => observer.failed('remember event', error));
  }

  /** Asks the store, unless this node's sockets have had an event of their own. */
  recall(channel: Channel): MaybePromise<Recalled | undefined> {
    this.parts.observer.cacheOperated('get');
    if (channel.lastEvent !== undefined) return undefined;
    return andThen(this.parts.store.recall(channel), (event) => {
      if (event === undefined) return undefined;
      return { frame: textFrame(publishedEvent(event.name, event.data)(channel.name)), id: event.id };
    });
  }

  /**
   * What a newcomer is given in the moment in which it is listed. Events may have been delivered here since the
   * store was asked: then the last of them it is.
   */
  latest(channel: Channel, recalled: Recalled | undefined): Recalled | undefined {
    const { observer, clock } = this.parts;
    const last = channel.lastEvent;
    const own = last !== undefined && last.expiresAt > clock.now() ? { frame: last.frame } : undefined;
    const event = last === undefined ? recalled : own;
    observer.cacheRead(event !== undefined);
    return event;
  }

  /** A subscription was answered with an event from the store. */
  gave({ channel, connection }: Subscription, id: string): void {
    const byId = this.given.get(channel) ?? new Map<string, Given>();
    const given = byId.get(id) ?? { socketIds: [], since: this.parts.clock.now() };
    given.socketIds.push(connection.socketId);
    this.given.set(channel, byId.set(id, given));
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
    const repeated = this.repeated(channel, cached);
    if (repeated.length === 0) return batch;
    const exclusions = [...batch.exclusions, ...repeated].sort((a, b) => a.offset - b.offset);
    return { ...batch, exclusions };
  }

  forget(channel: Channel): void {
    this.given.delete(channel);
  }

  private repeated(channel: Channel, cached: readonly CachedFrame[]): Exclusion[] {
    const byId = this.given.get(channel);
    if (byId === undefined) return [];
    const repeated: Exclusion[] = [];
    for (const { id, offset, length } of cached) {
      // What the same node published before is old news too.
      for (const [givenId, { socketIds }] of byId) {
        if (id !== givenId && !precedes(id, givenId)) continue;
        for (const socketId of socketIds) repeated.push({ offset, length, socketId });
      }
      byId.delete(id);
    }
    const oldest = this.parts.clock.now() - longestWay;
    for (const [id, { since }] of byId) if (since < oldest) byId.delete(id);
    if (byId.size === 0) this.given.delete(channel);
    return repeated;
  }
}
