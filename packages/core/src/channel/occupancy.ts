import type { Member } from '@shoal/protocol';
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
import { Channel, type LocalMember } from './channel.js';
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
  /** Members who lost a socket; absent while there is none. */
  memberKeys: Set<string> | undefined;
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
    const { channel, member } = subscription;
    channel.sockets += 1;
    if (member !== undefined) {
      channel.members ??= new Map();
      const known = channel.members.get(member.key);
      if (known !== undefined) known.sockets += 1;
      else channel.members.set(member.key, newMember(member));
    }
    return this.state(subscription);
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
    change.memberKeys ??= new Set();
    change.memberKeys.add(local.member.key);
  }

  /** Waits for the entrance that is already on its way, and makes its own when that one took nobody in. */
  private state(subscription: Subscription): MaybePromise<JoinReply | undefined> {
    const { channel } = subscription;
    const part = partOf(subscription);
    if (subscription.state === 'left' || part === undefined) return unwanted;
    const entering = channel.entering ?? part.entering;
    if (entering !== undefined) return entering.then(() => this.state(subscription));
    if (channel.isStated && part.isStated) {
      if (channel.sockets !== channel.statedCount) this.schedule(channel);
      return undefined;
    }
    const entrant = channel.isStated ? part : channel;
    const reply = andThen(this.listen(channel), () => this.join(subscription));
    if (reply instanceof Promise) remember(entrant, reply);
    return reply;
  }

  private listen(channel: Channel): MaybePromise<undefined> {
    if (channel.isListening) return undefined;
    const { adapter, observer, clock } = this.parts;
    const startedAt = clock.now();
    return andThen(adapter.subscribe(channel), () => {
      channel.isListening = true;
      observer.adapterOperated('subscribe', { seconds: (clock.now() - startedAt) / 1000 });
      return undefined;
    });
  }

  private join(subscription: Subscription): MaybePromise<JoinReply> {
    const { channel, member } = subscription;
    const part = partOf(subscription);
    // While the bus was asked everybody may have gone, and their leave was stated: a join now would stay for ever.
    if (part === undefined || part.sockets === 0) return unwanted;
    const { presenceMembers } = channel.app.limits;
    const joining: { member?: JoiningMember } =
      member === undefined ? {} : { member: { member, limit: presenceMembers } };
    const told = channel.told?.stamp;
    channel.statedCount = channel.sockets;
    if (!(part instanceof Channel)) part.isSent = true;
    const reply = this.parts.store.join({
      channel,
      count: channel.sockets,
      wants: channel.app.webhookEvents,
      isWanted: () => part.sockets > 0,
      ...joining,
      ...(told === undefined ? {} : { told }),
    });
    return andThen(reply, (answer) => {
      if (answer.refused === undefined) this.confirm(channel, part);
      return answer;
    });
  }

  private confirm(channel: Channel, part: Part): void {
    channel.isStated = true;
    part.isStated = true;
    // Somebody came or went while the join was on its way.
    if (channel.sockets > 0 && channel.sockets !== channel.statedCount) this.schedule(channel);
  }

  private schedule(channel: Channel): Change {
    const known = this.changed.get(channel);
    if (known !== undefined) return known;
    if (this.changed.size === 0) this.parts.clock.atEndOfTick(() => this.settleAll());
    const change: Change = { cause: 'left', memberKeys: undefined };
    this.changed.set(channel, change);
    return change;
  }

  private settleAll(): void {
    const changed = [...this.changed];
    this.changed.clear();
    for (const [channel, change] of changed) this.settle(channel, change);
  }

  private settle(channel: Channel, { cause, memberKeys }: Change): void {
    const gone = [...(memberKeys ?? [])].filter((key) => channel.members?.get(key)?.sockets === 0);
    for (const memberKey of gone) {
      const wasSent = channel.members?.get(memberKey)?.isSent;
      channel.members?.delete(memberKey);
      if (wasSent) this.leave(channel, { cause, memberKey });
    }
    if (channel.sockets === 0) {
      if (channel.statedCount > 0) this.leave(channel, { cause });
      this.abandon(channel);
    } else if (channel.isStated && channel.sockets !== channel.statedCount) {
      this.stateCount(channel);
    }
  }

  private leave(channel: Channel, part: { cause: LeaveCause; memberKey?: string }): void {
    const told = channel.told?.stamp;
    channel.statedCount = channel.sockets;
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
    channel.statedCount = channel.sockets;
    const total = this.parts.store.setCount(channel, channel.sockets);
    this.later(
      andThen(total, (subscriptions) => this.parts.onCount(channel, subscriptions)),
      'count subscriptions',
    );
  }

  private abandon(channel: Channel): void {
    const { adapter, cache, channels, flushQueue, observer } = this.parts;
    channel.isStated = false;
    channel.isListening = false;
    channel.lastEvent = undefined;
    cache.forget(channel);
    flushQueue.flush(channel);
    adapter.unsubscribe(channel);
    observer.adapterOperated('unsubscribe', {});
    channels.removeIfIdle(channel);
  }

  private later(result: MaybePromise<void>, what: string): void {
    if (result instanceof Promise) result.catch((error: unknown) => this.parts.observer.failed(what, error));
  }
}

const unwanted: JoinReply = { refused: 'unwanted' };

/** What a subscription makes this node state: the user on presence channels, else the channel. */
type Part = Channel | LocalMember;

function newMember(member: Member): LocalMember {
  return { member, sockets: 1, isSent: false, isStated: false, entering: undefined };
}

/** Undefined once the user has left. */
function partOf({ channel, member }: Subscription): Part | undefined {
  return member === undefined ? channel : channel.members?.get(member.key);
}

function remember(entrant: Part, reply: Promise<unknown>): void {
  entrant.entering = reply;
  const forget = (): void => {
    if (entrant.entering === reply) entrant.entering = undefined;
  };
  reply.then(forget, forget);
}
