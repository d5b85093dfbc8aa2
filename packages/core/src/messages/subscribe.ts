import {
  type ChannelName,
  cacheMiss,
  type Member,
  PusherError,
  parseChannelName,
  presenceSucceeded,
  type SubscribeMessage,
  subscriptionSucceeded,
} from '@shoal/protocol';
import type { ChannelCache, Recalled } from '../cache/channel-cache.js';
import type { ChannelRegistry } from '../channel/channel-registry.js';
import type { Occupancy } from '../channel/occupancy.js';
import { Subscription } from '../channel/subscription.js';
import type { Transitions } from '../channel/transitions.js';
import type { Clock } from '../clock.js';
import type { JoinReply, LeaveCause } from '../cluster/channel-store.js';
import type { Connection } from '../connection/connection.js';
import type { FlushQueue } from '../delivery/flush-queue.js';
import type { SlowConsumers } from '../delivery/slow-consumers.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { Observer } from '../observer/observer.js';
import type { RecordIds } from '../webhook/record-ids.js';
import type { WebhookSink } from '../webhook/webhook-sink.js';
import { authorize } from './authorize.js';

export interface SubscriberParts {
  readonly channels: ChannelRegistry;
  readonly occupancy: Occupancy;
  readonly transitions: Transitions;
  readonly cache: ChannelCache;
  readonly flushQueue: FlushQueue;
  readonly slowConsumers: SlowConsumers;
  readonly webhookSink: WebhookSink;
  readonly recordIds: RecordIds;
  readonly observer: Observer;
  readonly clock: Clock;
}

/**
 * Into channels and out of them. Name, signature, store, `subscription_succeeded`, cached event, live: nothing
 * published after the success is missed, and nothing is delivered twice.
 */
export class Subscriber {
  private readonly parts: SubscriberParts;

  constructor(parts: SubscriberParts) {
    this.parts = parts;
  }

  /** @throws PusherError with an entry for `pusher:subscription_error`; the subscription is then gone */
  subscribe(connection: Connection, message: SubscribeMessage): MaybePromise<void> {
    const name = parseChannelName(message.channel, connection.app.limits.channelNameLength);
    const known = connection.subscriptionTo(name.name);
    // A second request while the first is on its way is answered with it.
    if (known !== undefined) return known.state === 'listed' ? this.answerAgain(known) : undefined;
    return this.enter(connection, name, authorize(connection, name, message));
  }

  /** Subscribes without asking for permission: a signed-in connection to its user's channel. */
  enter(connection: Connection, name: ChannelName, member?: Member): MaybePromise<void> {
    const channel = this.parts.channels.findOrAdd(connection.app, name);
    const subscription = new Subscription(connection, channel, member);
    connection.subscriptions ??= new Map();
    connection.subscriptions.set(name.name, subscription);
    try {
      const entered = andThen(this.parts.occupancy.enter(subscription), (reply) =>
        this.entered(subscription, reply),
      );
      return entered instanceof Promise
        ? entered.catch((error: unknown) => this.fail(subscription, error))
        : entered;
    } catch (error) {
      return this.fail(subscription, error);
    }
  }

  /** Never answered, also when there was nothing to leave. */
  unsubscribe(connection: Connection, channel: string): void {
    const subscription = connection.subscriptionTo(channel);
    if (subscription !== undefined) this.leave(subscription, 'left');
  }

  leaveAll(connection: Connection, cause: LeaveCause): void {
    for (const subscription of [...(connection.subscriptions?.values() ?? [])])
      this.leave(subscription, cause);
  }

  private leave(subscription: Subscription, cause: LeaveCause): void {
    const wasListed = subscription.state === 'listed';
    this.parts.occupancy.exit(subscription, cause);
    const { appId, channelName } = subscription.channel;
    if (wasListed) this.parts.observer.unsubscribed(appId, channelName.type);
  }

  private fail(subscription: Subscription, error: unknown): never {
    this.parts.occupancy.exit(subscription, 'left');
    throw error;
  }

  private entered(subscription: Subscription, reply: JoinReply | undefined): MaybePromise<void> {
    const { channel } = subscription;
    if (reply?.refused === 'full') throw new PusherError('presence_full');
    if (reply !== undefined && reply.refused === undefined) this.parts.transitions.apply(channel, reply);
    if (subscription.state !== 'joining') return;
    if (!channel.channelName.cached) return this.answer(subscription, undefined);
    // What is pending is older than this subscription: it must be what the cache gives, or it is never seen.
    this.parts.flushQueue.flush(channel);
    return andThen(this.parts.cache.recall(channel), (event) => this.answer(subscription, event));
  }

  private answer(subscription: Subscription, event: Recalled | undefined): void {
    const { connection, channel } = subscription;
    this.parts.slowConsumers.whenRoom(connection, () => {
      if (subscription.state !== 'joining') return;
      this.parts.flushQueue.flush(channel);
      connection.send(this.success(subscription));
      channel.list(subscription);
      this.parts.observer.subscribed(channel.appId, channel.channelName.type);
      if (channel.channelName.cached) this.giveCached(subscription, event);
    });
  }

  private answerAgain(subscription: Subscription): void {
    this.parts.flushQueue.flush(subscription.channel);
    subscription.connection.send(this.success(subscription));
  }

  private success({ channel }: Subscription): string {
    if (channel.channelName.kind !== 'presence') return subscriptionSucceeded(channel.name);
    return presenceSucceeded(channel.name, channel.told?.members.values() ?? []);
  }

  private giveCached(subscription: Subscription, event: Recalled | undefined): void {
    const { connection, channel } = subscription;
    if (event === undefined) {
      connection.send(cacheMiss(channel.name));
      this.recordMiss(subscription);
      return;
    }
    connection.sendFrame(event.frame);
    if (event.id !== undefined) this.parts.cache.gave(subscription, event.id);
  }

  private recordMiss({ channel: { app, name } }: Subscription): void {
    if (!app.webhookEvents.has('cache_miss')) return;
    const { webhookSink, recordIds, clock } = this.parts;
    const event = { name: 'cache_miss', channel: name } as const;
    webhookSink.record([{ id: recordIds.next(), appId: app.id, event, timeMs: clock.wall() }]);
  }
}
