import type { Adapter, AdapterReceiver, Batch, ControlMessage } from '../../cluster/adapter.js';
import type { ChannelRef } from '../../cluster/channel-store.js';
import type { MaybePromise } from '../../maybe-promise.js';
import type { ReplyQueue } from './reply-queue.js';

/** A bus whose subscriptions are confirmed late: confirmations wait in the lane `bus <channel>`. */
export class DelayedAdapter implements Adapter {
  private readonly inner: Adapter;
  private readonly replies: ReplyQueue;

  constructor(inner: Adapter, replies: ReplyQueue) {
    this.inner = inner;
    this.replies = replies;
  }

  get isRemote(): boolean {
    return this.inner.isRemote;
  }

  start(receiver: AdapterReceiver): MaybePromise<void> {
    return this.inner.start(receiver);
  }

  subscribe(channel: ChannelRef): Promise<void> {
    return this.replies.hold(`bus ${channel.name}`, () => this.inner.subscribe(channel));
  }

  /** In the same lane: it cannot overtake the subscription that it ends. */
  unsubscribe(channel: ChannelRef): void {
    void this.replies.hold(`bus ${channel.name}`, () => this.inner.unsubscribe(channel));
  }

  accepts(): boolean {
    return this.inner.accepts();
  }

  publish(batch: Batch): void {
    this.inner.publish(batch);
  }

  hint(channel: ChannelRef, version: number): void {
    this.inner.hint(channel, version);
  }

  control(userChannel: ChannelRef, message: ControlMessage): MaybePromise<void> {
    return this.inner.control(userChannel, message);
  }

  isConnected(): boolean {
    return this.inner.isConnected();
  }
}
