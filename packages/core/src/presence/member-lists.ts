import { memberAdded, memberRemoved, textFrame } from '@shoal/protocol';
import type { Channel } from '../channel/channel.js';
import type { ChannelRegistry } from '../channel/channel-registry.js';
import type { Clock } from '../clock.js';
import type { Adapter } from '../cluster/adapter.js';
import type { ChannelRef, ChannelStore, MemberChange, MemberUpdate } from '../cluster/channel-store.js';
import type { FlushQueue } from '../delivery/flush-queue.js';
import { andThen } from '../maybe-promise.js';
import type { Observer } from '../observer/observer.js';
import { ToldMembers } from './told-members.js';

export interface MemberListParts {
  readonly store: ChannelStore;
  readonly adapter: Adapter;
  readonly channels: ChannelRegistry;
  readonly flushQueue: FlushQueue;
  readonly observer: Observer;
  readonly clock: Clock;
}

/** Keeps the lists of this node's presence channels what the store says, and tells the sockets each change once. */
export class MemberLists {
  private readonly parts: MemberListParts;
  /** Channels whose list is being read; true when it has to be read once more afterwards. */
  private readonly reading = new Map<Channel, boolean>();

  constructor(parts: MemberListParts) {
    this.parts = parts;
  }

  /** Tells the listed sockets what the update brings; the reply of this node's own joins and leaves too. */
  apply(channel: Channel, update: MemberUpdate): void {
    const before = channel.told?.stamp;
    channel.told ??= new ToldMembers();
    const changes = channel.told.apply(update);
    // The first thing a node learns is everybody who was there before: nobody is listed yet to be told.
    if (before !== undefined || channel.listed.length > 0) this.tell(channel, changes);
    if (before === undefined && channel.hintedVersion > update.stamp.version) this.catchUp(channel);
  }

  /** After this node's own transition: other nodes read what changed from the store. */
  hint(channel: ChannelRef, { stamp }: MemberUpdate): void {
    this.parts.adapter.hint(channel, stamp.version);
  }

  /** Somebody says that the list has changed. A version that was told already needs no reading. */
  look(ref: ChannelRef, version = Number.POSITIVE_INFINITY): void {
    const channel = this.parts.channels.find(ref.appId, ref.name);
    const told = channel?.told?.stamp;
    if (channel === undefined) return;
    if (told === undefined) channel.hintedVersion = Math.max(channel.hintedVersion, version);
    else if (version > told.version) this.catchUp(channel);
  }

  /** Compares every list, for when hints may have been lost. */
  lookAtAll(): void {
    for (const channel of this.parts.channels)
      if (channel.channelName.kind === 'presence') this.look(channel);
  }

  private catchUp(channel: Channel): void {
    if (this.reading.has(channel)) {
      this.reading.set(channel, true);
      return;
    }
    this.reading.set(channel, false);
    const finish = (): void => {
      const again = this.reading.get(channel);
      this.reading.delete(channel);
      if (again && this.parts.channels.has(channel)) this.catchUp(channel);
    };
    const result = andThen(this.parts.store.catchUp(channel, channel.told?.stamp), (update) => {
      if (this.parts.channels.has(channel)) this.apply(channel, update);
      finish();
    });
    if (result instanceof Promise) {
      result.catch((error: unknown) => {
        // The store is away; its return makes every list be compared.
        this.parts.observer.failed('catch up', error);
        finish();
      });
    }
  }

  private tell(channel: Channel, changes: readonly MemberChange[]): void {
    const { flushQueue, clock } = this.parts;
    for (const { kind, member } of changes) {
      const text = kind === 'added' ? memberAdded(channel.name, member) : memberRemoved(channel.name, member);
      const frame = textFrame(text);
      flushQueue.push(channel, {
        frame,
        except: undefined,
        isLocal: true,
        cacheId: undefined,
        acceptedAt: clock.now(),
      });
    }
  }
}
