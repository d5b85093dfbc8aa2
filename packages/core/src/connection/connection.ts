import { textFrame } from '@shoal/protocol';
import type { App } from '../app/app.js';
import type { Subscription } from '../channel/subscription.js';
import type { AppCounters } from '../observer/observer.js';
import type { SignedInUser } from '../users/signed-in-user.js';
import type { RateWindow } from './rate-window.js';
import type { Socket } from './socket.js';

export interface ConnectionParts {
  readonly socketId: string;
  readonly app: App;
  readonly socket: Socket;
  readonly counters: AppCounters;
  /** Monotonic milliseconds. */
  readonly openedAt: number;
}

/**
 * Our record of one client. There may be a hundred thousand of these: what most of them never need is made when
 * it is first needed.
 */
export class Connection {
  readonly socketId: string;
  readonly app: App;
  readonly socket: Socket;
  readonly counters: AppCounters;
  readonly openedAt: number;
  /** Monotonic milliseconds of the last frame from the client; any frame is a sign of life. */
  lastHeardAt: number;
  /** Monotonic milliseconds at which we last asked for a pong. */
  pingedAt = Number.NEGATIVE_INFINITY;
  /** Where the heartbeat looks at this connection next. */
  heartbeatSlot: Set<Connection> | undefined = undefined;
  isOpen = true;
  /** By channel name; absent until the first subscription. */
  subscriptions: Map<string, Subscription> | undefined = undefined;
  user: SignedInUser | undefined = undefined;
  clientEventWindow: RateWindow | undefined = undefined;
  messageWindow: RateWindow | undefined = undefined;
  /** The flush in which some frame was not for this connection. */
  excludedInFlush = 0;

  constructor({ socketId, app, socket, counters, openedAt }: ConnectionParts) {
    this.socketId = socketId;
    this.app = app;
    this.socket = socket;
    this.counters = counters;
    this.openedAt = openedAt;
    this.lastHeardAt = openedAt;
  }

  /** One frame to this client alone. Limits do not apply: replies are as many as the client's own requests. */
  send(text: string): void {
    this.sendFrame(textFrame(text));
  }

  sendFrame(frame: Buffer): void {
    this.counters.messagesSent += 1;
    this.counters.bytesSent += frame.length;
    this.socket.write(frame);
  }

  subscriptionTo(channel: string): Subscription | undefined {
    return this.subscriptions?.get(channel);
  }
}
