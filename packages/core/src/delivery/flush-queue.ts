import type { Channel } from '../channel/channel.js';
import type { Clock } from '../clock.js';
import type { FanOut } from './fan-out.js';
import type { PendingMessage } from './pending-message.js';

/** A channel with more than this pending is flushed at once: a batch must not hold the loop for long. */
const batchBytes = 256 * 1024;

/**
 * Messages wait in their channel until the end of the tick; then each dirty channel is delivered as one batch.
 * The longer a fan-out keeps the loop busy, the more is waiting after it: the queue paces itself.
 */
export class FlushQueue {
  private readonly fanOut: FanOut;
  private readonly clock: Clock;
  private dirty: Channel[] = [];
  private isScheduled = false;

  constructor(fanOut: FanOut, clock: Clock) {
    this.fanOut = fanOut;
    this.clock = clock;
  }

  push(channel: Channel, message: PendingMessage): void {
    if (channel.pending.length === 0) this.markDirty(channel);
    channel.pending.push(message);
    channel.pendingBytes += message.frame.length;
    if (channel.pendingBytes > batchBytes) this.flush(channel);
  }

  /** Delivers what is pending in a channel now; needed before its list of subscribers changes. */
  flush(channel: Channel): void {
    const { pending } = channel;
    if (pending.length === 0) return;
    channel.pending = [];
    channel.pendingBytes = 0;
    this.fanOut.deliver(channel, pending);
  }

  flushAll(): void {
    // What a flush pushes (it may close a slow consumer) is for the next tick.
    const dirty = this.dirty;
    this.dirty = [];
    this.isScheduled = false;
    for (const channel of dirty) this.flush(channel);
  }

  private markDirty(channel: Channel): void {
    this.dirty.push(channel);
    if (this.isScheduled) return;
    this.isScheduled = true;
    this.clock.atEndOfTick(() => this.flushAll());
  }
}
