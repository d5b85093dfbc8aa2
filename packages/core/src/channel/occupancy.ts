import type { ChannelCache } from '../cache/channel-cache.js';
import type { Clock } from '../clock.js';
import type { Adapter } from '../cluster/adapter.js';
import type {
  ChannelStore,
  JoiningMember,
  JoinReply,
  LeaveCause,
  LeaveReply,
} from '../cluster/channel-store.js';
import type { FlushQueue } from '../delivery/flush-queue.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { Observer } from '../observer/observer.js';
import type { Channel } from './channel.js';
import type { ChannelRegistry } from './channel-registry.js';
import type { Subscription } from './subscription.js';

export interface OccupancyParts {
  readonly store: ChannelStore;
  readonly adapter: Adapter;
  readonly channels: ChannelRegistry;
  readonly cache: ChannelCache;
  readonly flushQueue: FlushQueue;
  readonly observer: Observer;
  readonly clock: Clock;
  /** Passes on what a transition changed: lists, counts, webhooks. */
  readonly onTransition: (channel: Channel, reply: LeaveReply) => void;
  readonly onCount: (channel: Channel, subscriptions: number) => void;
}

/** What happened to a channel in this tick. */
interface Change {
  cause: LeaveCause;
  /** Members who lost a socket. */
  readonly memberKeys: Set<string>;
}

/**
 * States this node's part in each channel to the store. Coming in is stated at once; everything else at the end
 * of the tick, from what is true then, so that whoever left and came back within it was never away.
 */
export class Occupancy {
  private readonly parts: OccupancyParts;
  private readonly changed = new Map<Channel, Change>();

  constructor(parts: OccupancyParts) {
    this.parts = parts;
  }

  /**
   * Counts a subscription in. The reply is undefined when the store knew already that this node (and this user)
   * is in the channel. On a refusal or a failure call `exit`, as for any other end.
   */
  enter(subscription: Subscription): MaybePromise<JoinReply | undefined> {
    const { channel } = subscription;
    channel.sockets += 1;
    const isNewMember = this.countMember(subscription);
    if (channel.isStated && !isNewMember) {
      this.schedule(channel);
      const { entering } = channel;
      return entering === undefined ? undefined : entering.then(() => undefined);
    }
    const isNewChannel = !channel.isStated;
    channel.isStated = true;
    const listening = isNewChannel ? this.listen(channel) : channel.entering?.then(() => undefined);
    const reply = andThen(listening, () => this.join(subscription));
    if (reply instanceof Promise) this.remember(channel, reply);
    return reply;
  }

  /** Takes a subscription out, whatever state it was in. */
  exit(subscription: Subscription, cause: LeaveCause): void {
    if (subscription.state === 'left') return;
    const { channel, connection, member } = subscription;
    if (subscription.state === 'listed') {
      this.parts.flushQueue.flush(channel);
      channel.unlist(subscription);
    }
    subscription.state = 'left';
    connection.subscriptions?.delete(channel.name);
    channel.sockets -= 1;
    const change = this.schedule(channel);
    if (cause === 'drained') change.cause = cause;
    const local = member === undefined ? undefined : channel.members?.get(member.key);
    if (local === undefined) return;
    local.sockets -= 1;
    change.memberKeys.add(local.member.key);
  }

  /** @returns whether this is the user's first socket on this node */
  private countMember({ channel, member }: Subscription): boolean {
    if (member === undefined) return false;
    channel.members ??= new Map();
    const known = channel.members.get(member.key);
    const local = known ?? { member, sockets: 0, isStated: false };
    if (known === undefined) channel.members.set(member.key, local);
    local.sockets += 1;
    const isNew = !local.isStated;
    local.isStated = true;
    return isNew;
  }

  private listen(channel: Channel): MaybePromise<undefined> {
    const { adapter, observer, clock } = this.parts;
    const startedAt = clock.now();
    return andThen(adapter.subscribe(channel), () => {
      observer.adapterOperated('subscribe', { seconds: (clock.now() - startedAt) / 1000 });
      return undefined;
    });
  }

  private join(subscription: Subscription): MaybePromise<JoinReply> {
    const { channel, member } = subscription;
    const { presenceMembers } = channel.app.limits;
    const joining: { member?: JoiningMember } =
      member === undefined ? {} : { member: { member, limit: presenceMembers } };
    const told = channel.told?.stamp;
    return this.parts.store.join({
      channel,
      count: channel.sockets,
      wants: channel.app.webhookEvents,
      isWanted: () => subscription.state !== 'left',
      ...joining,
      ...(told === undefined ? {} : { told }),
    });
  }

  private remember(channel: Channel, reply: Promise<unknown>): void {
    channel.entering = reply;
    const forget = (): void => {
      if (channel.entering === reply) channel.entering = undefined;
    };
    reply.then(forget, forget);
  }

  private schedule(channel: Channel): Change {
    const known = this.changed.get(channel);
    if (known !== undefined) return known;
    if (this.changed.size === 0) this.parts.clock.atEndOfTick(() => this.settleAll());
    const change: Change = { cause: 'left', memberKeys: new Set() };
    this.changed.set(channel, change);
    return change;
  }

  private settleAll(): void {
    const changed = [...this.changed];
    this.changed.clear();
    for (const [channel, change] of changed) this.settle(channel, change);
  }

  private settle(channel: Channel, { cause, memberKeys }: Change): void {
    const gone = [...memberKeys].filter((key) => channel.members?.get(key)?.sockets === 0);
    for (const memberKey of gone) {
      channel.members?.delete(memberKey);
      this.leave(channel, { cause, memberKey });
    }
    if (channel.sockets > 0) {
      if (gone.length === 0) this.stateCount(channel);
    } else if (channel.isStated) {
      if (gone.length === 0) this.leave(channel, { cause });
      this.abandon(channel);
    }
  }

  private leave(channel: Channel, part: { cause: LeaveCause; memberKey?: string }): void {
    const told = channel.told?.stamp;
    const reply = this.parts.store.leave({
      channel,
      count: channel.sockets,
      wants: channel.app.webhookEvents,
      ...part,
      ...(told === undefined ? {} : { told }),
    });
    this.later(
      andThen(reply, (left) => this.parts.onTransition(channel, left)),
      'leave channel',
    );
  }

  private stateCount(channel: Channel): void {
    const total = this.parts.store.setCount(channel, channel.sockets);
    this.later(
      andThen(total, (subscriptions) => this.parts.onCount(channel, subscriptions)),
      'count subscriptions',
    );
  }

  private abandon(channel: Channel): void {
    const { adapter, cache, channels, flushQueue, observer } = this.parts;
    channel.isStated = false;
    channel.lastEvent = undefined;
    cache.forget(channel);
    flushQueue.flush(channel);
    adapter.unsubscribe(channel);
    observer.adapterOperated('unsubscribe', { seconds: 0 });
    channels.removeIfIdle(channel);
  }

  private later(result: MaybePromise<void>, what: string): void {
    if (result instanceof Promise) result.catch((error: unknown) => this.parts.observer.failed(what, error));
  }
}
