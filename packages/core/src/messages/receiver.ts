import {
  asPusherError,
  errorFrame,
  type InboundMessage,
  PusherError,
  parseInbound,
  pong,
  subscriptionError,
} from '@shoal/protocol';
import type { Clock } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import { RateWindow } from '../connection/rate-window.js';
import type { MaybePromise } from '../maybe-promise.js';
import type { MessageKind, Observer } from '../observer/observer.js';
import type { ClientEvents } from './client-event.js';
import type { Signin } from './signin.js';
import type { Subscriber } from './subscribe.js';
import { subscriptionFailure } from './subscription-failure.js';

export interface ReceiverParts {
  readonly subscriber: Subscriber;
  readonly clientEvents: ClientEvents;
  readonly signin: Signin;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly close: (connection: Connection, error: PusherError) => void;
}

interface Handling {
  readonly connection: Connection;
  readonly message: InboundMessage;
  readonly startedAt: number;
}

const unread: InboundMessage = { kind: 'unknown' };

/** Frames in: parsed once, one handler a kind, and the one place where a handler's error is answered. */
export class Receiver {
  private readonly parts: ReceiverParts;

  constructor(parts: ReceiverParts) {
    this.parts = parts;
  }

  receive(connection: Connection, text: string): void {
    const { clock, observer } = this.parts;
    const startedAt = clock.now();
    connection.lastHeardAt = startedAt;
    connection.counters.messagesReceived += 1;
    observer.messageSized('in', Buffer.byteLength(text));
    let message = unread;
    try {
      this.takeRate(connection, startedAt);
      message = parseInbound(text);
      const result = this.handle(connection, message);
      if (result instanceof Promise) {
        this.finishLater(result, { connection, message, startedAt });
        return;
      }
    } catch (error) {
      this.answer(connection, message, error);
    }
    this.finish(message, startedAt);
  }

  receiveBinary(connection: Connection): void {
    connection.lastHeardAt = this.parts.clock.now();
    connection.counters.messagesReceived += 1;
    try {
      this.takeRate(connection, connection.lastHeardAt);
      throw new PusherError('bad_message', 'Binary messages are not supported');
    } catch (error) {
      this.answer(connection, unread, error);
    }
  }

  private handle(connection: Connection, message: InboundMessage): MaybePromise<void> {
    switch (message.kind) {
      case 'ping':
        return connection.send(pong);
      case 'subscribe':
        return this.parts.subscriber.subscribe(connection, message);
      case 'unsubscribe':
        return this.parts.subscriber.unsubscribe(connection, message.channel);
      case 'client_event':
        return this.parts.clientEvents.publish(connection, message);
      case 'signin':
        return this.parts.signin.signIn(connection, message);
      case 'pong':
      case 'unknown':
        return;
      default:
        return message satisfies never;
    }
  }

  private finishLater(result: Promise<void>, { connection, message, startedAt }: Handling): void {
    result
      .catch((error: unknown) => this.answer(connection, message, error))
      .finally(() => this.finish(message, startedAt));
  }

  private finish(message: InboundMessage, startedAt: number): void {
    const { clock, observer } = this.parts;
    observer.messageProcessed(kindOf(message), (clock.now() - startedAt) / 1000);
  }

  private takeRate(connection: Connection, now: number): void {
    const { messages: limit } = connection.app.limits;
    if (limit === undefined) return;
    connection.messageWindow ??= new RateWindow();
    const isAllowed = connection.messageWindow.take(limit, now);
    this.parts.observer.rateLimitChecked(connection.app.id, 'message', isAllowed);
    if (!isAllowed) throw new PusherError(limit.terminate ? 'message_rate_exceeded' : 'message_rate_limited');
  }

  private answer(connection: Connection, message: InboundMessage, thrown: unknown): void {
    const error = asPusherError(thrown);
    if (error.key === 'internal') this.parts.observer.failed(`receive ${message.kind}`, error.cause);
    this.observe(connection, message, error);
    if (!connection.isOpen) return;
    if (error.entry.closes) this.parts.close(connection, error);
    else if (message.kind === 'subscribe') connection.send(subscriptionError(message.channel, error));
    else connection.send(errorFrame(error, message.kind === 'client_event' ? message.channel : undefined));
  }

  private observe({ app, socketId }: Connection, message: InboundMessage, error: PusherError): void {
    const { observer } = this.parts;
    if (message.kind === 'subscribe') {
      const failure = subscriptionFailure(app, message.channel, error);
      observer.subscriptionFailed(failure);
      if (failure.reason === 'auth') {
        observer.authenticationFailed({ appId: app.id, kind: 'subscribe', reason: error.key, socketId });
      }
    } else if (message.kind === 'signin') {
      observer.authenticationFailed({ appId: app.id, kind: 'user', reason: error.key, socketId });
    } else if (error.key === 'bad_message') {
      observer.connectionErrored('protocol_error', app.id);
    }
  }
}

function kindOf({ kind }: InboundMessage): MessageKind {
  return kind === 'pong' || kind === 'unknown' ? 'other' : kind;
}
