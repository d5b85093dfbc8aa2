import { PusherError, ping } from '@shoal/protocol';
import type { Clock, Timer } from '../clock.js';
import type { Observer } from '../observer/observer.js';
import type { Connection } from './connection.js';

export interface HeartbeatOptions {
  /** Seconds of silence after which the server asks for a pong. */
  readonly activityTimeout: number;
  /** Seconds in which it must come, or anything else from the client. */
  readonly pongTimeout: number;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly onDead: (connection: Connection, error: PusherError) => void;
}

/**
 * Pings silent clients and closes those that stay silent (4201). A wheel of one-second slots: a frame from a
 * client costs one number, not a timer; a connection is looked at again when its slot comes round.
 */
export class Heartbeat {
  private readonly slots: Set<Connection>[];
  private readonly options: HeartbeatOptions;
  private readonly timer: Timer;
  private position = 0;

  constructor(options: HeartbeatOptions) {
    this.options = options;
    const longest = Math.max(options.activityTimeout, options.pongTimeout);
    this.slots = Array.from({ length: Math.ceil(longest) + 2 }, () => new Set());
    this.timer = options.clock.every(1000, () => this.turn());
  }

  add(connection: Connection): void {
    this.schedule(connection, this.options.activityTimeout);
  }

  remove(connection: Connection): void {
    connection.heartbeatSlot?.delete(connection);
    connection.heartbeatSlot = undefined;
  }

  close(): void {
    this.timer.cancel();
  }

  private turn(): void {
    this.position = (this.position + 1) % this.slots.length;
    const due = this.slots[this.position];
    if (due === undefined) return;
    for (const connection of [...due]) {
      due.delete(connection);
      this.check(connection);
    }
  }

  private check(connection: Connection): void {
    const { activityTimeout, pongTimeout, clock, observer, onDead } = this.options;
    const { lastHeardAt, pingedAt } = connection;
    const isAlive = lastHeardAt > pingedAt;
    const silence = (clock.now() - lastHeardAt) / 1000;
    if (isAlive && silence < activityTimeout) {
      this.schedule(connection, activityTimeout - silence);
    } else if (isAlive) {
      connection.pingedAt = clock.now();
      connection.send(ping);
      this.schedule(connection, pongTimeout);
    } else {
      observer.heartbeatFailed(connection.app.id);
      onDead(connection, new PusherError('no_pong'));
    }
  }

  private schedule(connection: Connection, seconds: number): void {
    const steps = Math.min(Math.max(1, Math.ceil(seconds)), this.slots.length - 1);
    const slot = this.slots[(this.position + steps) % this.slots.length];
    if (slot === undefined) return;
    slot.add(connection);
    connection.heartbeatSlot = slot;
  }
}
