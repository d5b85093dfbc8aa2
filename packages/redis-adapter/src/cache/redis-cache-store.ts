import type { CachedEvent, CacheStore, ChannelRef, Clock } from '@shoal/core';
import { PusherError } from '@shoal/protocol';
import type { Bucket, Registered } from '../buckets/bucket.js';
import type { BucketSet } from '../buckets/bucket-set.js';
import type { ScriptReply } from '../buckets/script-reply.js';
import { channelRef } from '../channels/channel-ref.js';
import { recall } from '../scripts/cache/recall.js';
import { remember } from '../scripts/cache/remember.js';
import { LocalCopies, type LocalCopy } from './local-copies.js';
import { decodeEvent, encodeEvent } from './stored-event.js';

export interface RedisCacheStoreOptions {
  readonly buckets: BucketSet;
  readonly clock: Clock;
  /** Milliseconds that an event stays. */
  readonly lifetime: number;
  /** Bytes of this process' copies together; the least recently used go first. */
  readonly maxBytes: number;
}

type Recalled = (CachedEvent & { readonly ttl: number }) | undefined;

/**
 * Last events of cache channels in Redis, with a copy in this process of those that it has written or read. What is
 * written while a bucket is away goes there when it is back, as long as the copy has not been pushed out; so does
 * everything that a bucket has lost. Create it before the buckets are started.
 */
export class RedisCacheStore implements CacheStore {
  private readonly options: RedisCacheStoreOptions;
  private readonly copies: LocalCopies;
  private dropped = 0;

  constructor(options: RedisCacheStoreOptions) {
    this.options = options;
    this.copies = new LocalCopies(options);
    options.buckets.onRegistered((bucket, registered) => this.registered(bucket, registered));
  }

  /** Stored values that this release could not read, so far. */
  get unreadable(): number {
    return this.dropped;
  }

  remember(channel: ChannelRef, event: CachedEvent): Promise<void> | undefined {
    const { clock, lifetime } = this.options;
    const expiresAt = clock.now() + lifetime;
    const copy: LocalCopy = { ...this.locate(channel), event, expiresAt, state: 'unsaid' };
    this.copies.keep(copy);
    return copy.bucket.isAway ? undefined : this.say(copy);
  }

  async recall(channel: ChannelRef): Promise<Recalled> {
    const { ref, bucket } = this.locate(channel);
    const before = this.copies.find(ref);
    try {
      const reply = await bucket.ask({ script: recall, args: [ref] });
      return this.read({ ref, bucket, before }, reply);
    } catch (error) {
      if (error instanceof PusherError && error.key === 'backend') return this.recallHere(ref);
      throw error;
    }
  }

  memoryBytes(): number {
    return this.copies.bytes;
  }

  private locate(channel: ChannelRef): { readonly ref: string; readonly bucket: Bucket } {
    const bucket = this.options.buckets.of(`${channel.appId}:${channel.name}`);
    return { ref: channelRef(channel), bucket };
  }

  /** Resolves when Redis has it, or is away. */
  private say(copy: LocalCopy): Promise<void> {
    const { clock, lifetime } = this.options;
    const { bucket, ref, event } = copy;
    const args = (): string[] => {
      const age = Math.round(clock.now() - (copy.expiresAt - lifetime));
      return [ref, event.id, encodeEvent(event), String(age), String(lifetime)];
    };
    copy.state = 'said';
    return new Promise((resolve, reject) => {
      const statement = { script: remember, args, replaces: `last ${ref}`, onAway: resolve };
      bucket.state(statement).then(
        (reply) => {
          copy.state = reply === undefined ? 'unsaid' : 'stored';
          resolve();
        },
        (error: unknown) => {
          copy.state = 'unsaid';
          reject(error);
        },
      );
    });
  }

  /** What waits is sent by the bucket itself; the rest of what it lacks, or may have lost, is said from here. */
  private registered(bucket: Bucket, { isNew }: Registered): void {
    for (const copy of this.copies.in(bucket)) {
      const isMissing = copy.state === 'unsaid' || (isNew && copy.state === 'stored');
      // A script that is at fault says so to whoever publishes.
      if (isMissing) this.say(copy).catch(() => undefined);
    }
  }

  private read(
    { ref, bucket, before }: { ref: string; bucket: Bucket; before: LocalCopy | undefined },
    reply: ScriptReply,
  ): Recalled {
    const text = reply.text(0);
    const event = text === '' ? undefined : decodeEvent(text);
    if (text !== '' && event === undefined) this.dropped += 1;
    const left = reply.number(1);
    // What was published since the question is newer.
    const isLatest = this.copies.find(ref) === before;
    if (event === undefined) {
      if (isLatest) this.copies.forget(ref);
      return undefined;
    }
    const expiresAt = this.options.clock.now() + left;
    if (isLatest) this.copies.keep({ ref, bucket, event, expiresAt, state: 'stored' });
    return { ...event, ttl: Math.ceil(left / 1000) };
  }

  private recallHere(ref: string): Recalled {
    const copy = this.copies.find(ref);
    if (copy === undefined) return undefined;
    return { ...copy.event, ttl: Math.ceil((copy.expiresAt - this.options.clock.now()) / 1000) };
  }
}
