import type { ChannelCache } from '../cache/channel-cache.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelRegistry } from '../channel/channel-registry.js';
import type { Clock } from '../clock.js';
import type { Adapter, Batch } from '../cluster/adapter.js';
import type { ConnectionRegistry } from '../connection/connection-registry.js';
import type { Observer } from '../observer/observer.js';
import { createBatch, withoutExcluded } from './batch.js';
import type { PendingMessage } from './pending-message.js';
import type { SlowConsumers } from './slow-consumers.js';

export interface FanOutParts {
  readonly adapter: Adapter;
  readonly channels: ChannelRegistry;
  readonly connections: ConnectionRegistry;
  readonly slowConsumers: SlowConsumers;
  readonly cache: ChannelCache;
  readonly observer: Observer;
  readonly clock: Clock;
}

/**
 * Hands one batch of one channel to its subscribers here, then to the bus. Sockets that get everything share one
 * Buffer; only those that some message leaves out get a concatenation of their own.
 */
export class FanOut {
  private readonly parts: FanOutParts;
  private flushNumber = 0;

  constructor(parts: FanOutParts) {
    this.parts = parts;
  }

  /** @param pending in order, not empty */
  deliver(channel: Channel, pending: readonly PendingMessage[]): void {
    const batch = createBatch(channel, pending);
    this.deliverMeasured(channel, batch, 'local');
    if (this.parts.adapter.isRemote) this.publish(channel, pending, batch);
    this.parts.channels.removeIfIdle(channel);
  }

  /** A batch of another node, already framed: nothing is parsed or encoded. */
  deliverRemote(channel: Channel, batch: Batch): void {
    this.deliverMeasured(channel, batch, 'remote');
  }

  private deliverMeasured(channel: Channel, batch: Batch, scope: 'local' | 'remote'): void {
    const recipients = this.deliverHere(channel, batch);
    const { clock, observer } = this.parts;
    observer.fannedOut(scope, (clock.now() - batch.acceptedAt) / 1000, recipients);
  }

  private deliverHere(channel: Channel, whole: Batch): number {
    const batch = channel.channelName.cached ? this.parts.cache.pass(channel, whole) : whole;
    const { listed } = channel;
    const counters = listed[0]?.connection.counters;
    if (counters === undefined) return 0;
    const { slowConsumers } = this.parts;
    const flush = this.markExcluded(channel, batch);
    let sent = 0;
    // Backwards: a slow consumer leaves the list while we go, and the last one then takes its place.
    for (let index = listed.length - 1; index >= 0; index -= 1) {
      const connection = listed[index]?.connection;
      if (connection === undefined) continue;
      // Not only equal: closing a slow consumer may flush its other channels before we are through.
      if (connection.excludedInFlush >= flush) {
        const own = withoutExcluded(batch, connection.socketId);
        if (own !== undefined) slowConsumers.writeCounted(connection, own, channel);
      } else if (slowConsumers.write(connection, batch, channel)) {
        sent += 1;
      }
    }
    counters.messagesSent += sent * batch.messages;
    counters.bytesSent += sent * batch.frames.length;
    return sent;
  }

  /** @returns the mark that excluded sockets bear, at least */
  private markExcluded(channel: Channel, { exclusions }: Batch): number {
    if (exclusions.length === 0) return Number.POSITIVE_INFINITY;
    this.flushNumber += 1;
    for (const { socketId } of exclusions) {
      const connection = this.parts.connections.find(channel.appId, socketId);
      if (connection !== undefined) connection.excludedInFlush = this.flushNumber;
    }
    return this.flushNumber;
  }

  private publish(channel: Channel, pending: readonly PendingMessage[], whole: Batch): void {
    const carried = pending.filter(({ isLocal }) => !isLocal);
    if (carried.length === 0) return;
    this.parts.adapter.publish(carried.length === pending.length ? whole : createBatch(channel, carried));
  }
}
