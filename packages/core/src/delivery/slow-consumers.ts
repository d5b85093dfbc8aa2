import { PusherError } from '@shoal/protocol';
import type { Channel } from '../channel/channel.js';
import type { Clock, Timer } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import type { Observer } from '../observer/observer.js';

export interface SlowConsumerOptions {
  /** Bytes that one socket may have queued. */
  readonly socketBytes: number;
  /** Bytes that all sockets together may have queued; the longest queues are cut first. */
  readonly processBytes: number;
  /** `drop` loses whole batches instead of the connection, but never on a presence channel. */
  readonly policy: 'disconnect' | 'drop';
  readonly clock: Clock;
  readonly observer: Observer;
  readonly onSlow: (connection: Connection, error: PusherError) => void;
}

/** Frames that belong together. */
export interface Frames {
  readonly frames: Buffer;
  readonly messages: number;
}

const pollMilliseconds = 50;

/** Room for replies on top of the limit, which a client that only loses messages may have reached. */
const replyBytes = 1024 * 1024;

/**
 * Keeps sockets that read slower than we write from filling the memory. The limit is compared with what is
 * already queued, before a frame is added: so one frame always fits, however large.
 */
export class SlowConsumers {
  private readonly options: SlowConsumerOptions;
  /** Connections whose last write did not reach the kernel whole. */
  private readonly backlog = new Set<Connection>();
  private readonly waiting = new Map<Connection, (() => void)[]>();
  private timer: Timer | undefined;

  constructor(options: SlowConsumerOptions) {
    this.options = options;
  }

  /** @returns whether it was written; false when it was dropped or the connection is being closed for it */
  write(connection: Connection, { frames, messages }: Frames, channel: Channel): boolean {
    const { socket } = connection;
    if (socket.queuedBytes > this.options.socketBytes) return this.refuse(connection, messages, channel);
    socket.write(frames);
    if (socket.queuedBytes > 0) this.watch(connection);
    return true;
  }

  /** The same for a socket with frames of its own, which are counted here. */
  writeCounted(connection: Connection, own: Frames, channel: Channel): void {
    if (!this.write(connection, own, channel)) return;
    connection.counters.messagesSent += own.messages;
    connection.counters.bytesSent += own.frames.length;
  }

  /**
   * Replies are bound by nothing but the client's own requests. One that asks on and on and reads nothing is closed
   * here, whatever the policy: replies cannot be dropped.
   *
   * @returns whether its next request may be answered
   */
  keepsUp(connection: Connection): boolean {
    if (connection.socket.queuedBytes <= this.options.socketBytes + replyBytes) return true;
    this.cut(connection);
    return false;
  }

  /** Runs now, or as soon as less than half of the limit is queued; never when the connection closes first. */
  whenRoom(connection: Connection, action: () => void): void {
    // Nothing would end the wait of a connection that has closed.
    if (!connection.isOpen) return;
    const queue = this.waiting.get(connection);
    if (queue !== undefined) {
      queue.push(action);
    } else if (this.hasRoom(connection)) {
      action();
    } else {
      this.waiting.set(connection, [action]);
      this.watch(connection);
    }
  }

  remove(connection: Connection): void {
    this.backlog.delete(connection);
    this.waiting.delete(connection);
  }

  close(): void {
    this.timer?.cancel();
  }

  private refuse(connection: Connection, messages: number, channel: Channel): boolean {
    const { policy, observer } = this.options;
    const { id } = connection.app;
    observer.messagesDropped(id, 'slow_consumer', messages);
    if (policy === 'drop' && channel.channelName.kind !== 'presence') return false;
    this.cut(connection);
    return false;
  }

  private cut(connection: Connection): void {
    this.options.observer.slowConsumer(connection.app.id);
    this.options.onSlow(connection, new PusherError('slow_consumer'));
  }

  private watch(connection: Connection): void {
    this.backlog.add(connection);
    this.timer ??= this.options.clock.every(pollMilliseconds, () => this.poll());
  }

  private poll(): void {
    for (const connection of this.backlog) {
      if (connection.socket.queuedBytes === 0) this.backlog.delete(connection);
    }
    for (const connection of [...this.waiting.keys()]) this.release(connection);
    this.cutLongest();
    if (this.backlog.size > 0 || this.waiting.size > 0) return;
    this.timer?.cancel();
    this.timer = undefined;
  }

  private release(connection: Connection): void {
    if (!this.hasRoom(connection)) return;
    const actions = this.waiting.get(connection) ?? [];
    this.waiting.delete(connection);
    for (const action of actions) action();
  }

  private hasRoom(connection: Connection): boolean {
    return connection.socket.queuedBytes <= this.options.socketBytes / 2;
  }

  private cutLongest(): void {
    let total = 0;
    for (const { socket } of this.backlog) total += socket.queuedBytes;
    if (total <= this.options.processBytes) return;
    const longestFirst = [...this.backlog].sort((a, b) => b.socket.queuedBytes - a.socket.queuedBytes);
    for (const connection of longestFirst) {
      if (total <= this.options.processBytes) return;
      total -= connection.socket.queuedBytes;
      this.cut(connection);
    }
  }
}
