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
    if (known?.state === 'listed') return this.answerAgain(known);
    if (known !== undefined) {
      // While the first entrance is on its way, its answer is the answer.
      known.isRequested = true;
      return;
    }
    return this.enter(this.add(connection, name, authorize(connection, name, message)));
  }

  /** Without a request, permission or answer: a signed-in connection into its user's channel. */
  subscribeSilently(connection: Connection, name: ChannelName): MaybePromise<void> {
    if (connection.subscriptionTo(name.name) !== undefined) return;
    const subscription = this.add(connection, name);
    subscription.isRequested = false;
    return this.enter(subscription);
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

  private add(connection: Connection, name: ChannelName, member?: Member): Subscription {
    const channel = this.parts.channels.findOrAdd(connection.app, name);
    const subscription = new Subscription(connection, channel, member);
    connection.subscriptions ??= new Map();
    connection.subscriptions.set(name.name, subscription);
    return subscription;
  }

  private enter(subscription: Subscription): MaybePromise<void> {
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
    return andThen(this.parts.cache.recall(channel), (recalled) => this.answer(subscription, recalled));
  }

  private answer(subscription: Subscription, recalled: Recalled | undefined): void {
    const { connection, channel } = subscription;
    const enter = (): void => {
      this.parts.flushQueue.flush(channel);
      if (subscription.state !== 'joining') return;
      if (subscription.isRequested) connection.send(this.success(subscription));
      channel.list(subscription);
      this.parts.observer.subscribed(channel.appId, channel.channelName.type);
      if (channel.channelName.cached) this.giveCached(subscription, recalled);
    };
    // Only an answer needs room; a user's channel is entered before its sign-in is answered.
    if (subscription.isRequested) this.parts.slowConsumers.whenRoom(connection, enter);
    else enter();
  }

  private answerAgain(subscription: Subscription): void {
    this.parts.flushQueue.flush(subscription.channel);
    subscription.connection.send(this.success(subscription));
  }

  private success({ channel }: Subscription): string {
    if (channel.channelName.kind !== 'presence') return subscriptionSucceeded(channel.name);
    return presenceSucceeded(channel.name, channel.told?.members.values() ?? []);
  }

  private giveCached(subscription: Subscription, recalled: Recalled | undefined): void {
    const { connection, channel } = subscription;
    const event = this.parts.cache.latest(channel, recalled);
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
