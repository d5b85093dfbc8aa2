import { subscriptionCount } from '@shoal/protocol';
import type { Clock, Timer } from '../clock.js';
import type { Publisher } from '../publish/publisher.js';
import type { RecordIds } from '../webhook/record-ids.js';
import type { WebhookSink } from '../webhook/webhook-sink.js';
import type { Channel } from './channel.js';

export interface SubscriptionCountParts {
  readonly publisher: Publisher;
  readonly webhookSink: WebhookSink;
  readonly recordIds: RecordIds;
  readonly clock: Clock;
}

/** Up to this many every change is told; above it, one change in five seconds (Pusher, "Subscription counting"). */
const toldEveryTime = 100;
const sampleMilliseconds = 5000;

/** Tells `pusher_internal:subscription_count` to channels of apps that ask for it, and its webhook. */
export class SubscriptionCounts {
  private readonly parts: SubscriptionCountParts;
  /** What changed in this tick. */
  private readonly changes = new Map<Channel, number>();
  private readonly told = new Map<Channel, number>();
  private readonly waiting = new Map<Channel, { count: number; timer: Timer }>();

  constructor(parts: SubscriptionCountParts) {
    this.parts = parts;
  }

  /** Told at the end of the tick: by then whoever caused the change is listed, and is told too. */
  changed(channel: Channel, count: number): void {
    if (!this.isWanted(channel)) return;
    if (this.changes.size === 0) this.parts.clock.atEndOfTick(() => this.settle());
    this.changes.set(channel, count);
  }

  close(): void {
    for (const { timer } of this.waiting.values()) timer.cancel();
    this.waiting.clear();
  }

  private isWanted({ app, channelName: { kind } }: Channel): boolean {
    if (kind === 'presence' || kind === 'user') return false;
    return app.features.subscriptionCount || app.webhookEvents.has('subscription_count');
  }

  private settle(): void {
    const changes = [...this.changes];
    this.changes.clear();
    for (const [channel, count] of changes) {
      if (channel.sockets === 0) this.leave(channel, count);
      else this.update(channel, count);
    }
  }

  private update(channel: Channel, count: number): void {
    const waiting = this.waiting.get(channel);
    if (waiting !== undefined) {
      waiting.count = count;
    } else if (this.told.get(channel) !== count) {
      this.tell(channel, count);
      if (count > toldEveryTime) this.wait(channel, count);
    }
  }

  /** This node's last word on the channel: nobody here would tell later what was held back. */
  private leave(channel: Channel, count: number): void {
    if (this.told.get(channel) !== count) this.tell(channel, count);
    this.waiting.get(channel)?.timer.cancel();
    this.waiting.delete(channel);
    this.told.delete(channel);
  }

  private wait(channel: Channel, count: number): void {
    const timer = this.parts.clock.after(sampleMilliseconds, () => {
      const latest = this.waiting.get(channel)?.count ?? count;
      this.waiting.delete(channel);
      this.update(channel, latest);
    });
    this.waiting.set(channel, { count, timer });
  }

  private tell(channel: Channel, count: number): void {
    this.told.set(channel, count);
    const { publisher, webhookSink, recordIds, clock } = this.parts;
    const { app, channelName, name } = channel;
    if (app.features.subscriptionCount) publisher.announce(app, channelName, subscriptionCount(name, count));
    if (app.webhookEvents.has('subscription_count')) {
      const event = { name: 'subscription_count', channel: name, subscription_count: count } as const;
      webhookSink.record([{ id: recordIds.next(), appId: app.id, event, timeMs: clock.wall() }]);
    }
  }
}
