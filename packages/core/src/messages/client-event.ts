import { type ClientEventMessage, clientEvent, encodeJson, PusherError } from '@shoal/protocol';
import type { Subscription } from '../channel/subscription.js';
import type { Clock } from '../clock.js';
import type { Connection } from '../connection/connection.js';
import { RateWindow } from '../connection/rate-window.js';
import type { ClientEventRejection, Observer } from '../observer/observer.js';
import type { Publisher } from '../publish/publisher.js';
import type { RecordIds } from '../webhook/record-ids.js';
import type { WebhookSink } from '../webhook/webhook-sink.js';

export interface ClientEventParts {
  readonly publisher: Publisher;
  readonly webhookSink: WebhookSink;
  readonly recordIds: RecordIds;
  readonly observer: Observer;
  readonly clock: Clock;
}

/**
 * Events from one client to the others of a private or presence channel that it is subscribed to (Pusher,
 * "Client events"). What is refused is answered with 4301 and dropped; the connection stays.
 */
export class ClientEvents {
  private readonly parts: ClientEventParts;

  constructor(parts: ClientEventParts) {
    this.parts = parts;
  }

  /** @throws PusherError `client_event_rejected`, `client_event_rate_limited`, `client_event_rate_exceeded`, `bad_message` */
  publish(connection: Connection, message: ClientEventMessage): void {
    const subscription = this.check(connection, message);
    this.takeRate(connection);
    const { channel, member } = subscription;
    const { event, data } = message;
    const user = member === undefined ? {} : { user_id: member.userId };
    const text = clientEvent({ event, channel: channel.name, data, ...user });
    connection.counters.clientEvents += 1;
    this.parts.publisher.publishClientEvent(connection.app, channel.channelName, {
      text,
      except: connection.socketId,
    });
    this.record(subscription, message);
  }

  private check(connection: Connection, { event, channel, data }: ClientEventMessage): Subscription {
    const { features, limits } = connection.app;
    if (!features.clientEvents)
      this.reject(connection, 'disabled', 'Client events are not enabled for this application');
    if (event.length > limits.eventNameLength)
      this.reject(connection, 'bad_event', 'The event name is too long');
    const subscription = connection.subscriptionTo(channel);
    if (subscription?.state !== 'listed') {
      return this.reject(connection, 'not_subscribed', 'The connection is not subscribed to the channel');
    }
    const { kind } = subscription.channel.channelName;
    if (kind !== 'private' && kind !== 'presence') {
      this.reject(connection, 'bad_channel', 'Client events are for private and presence channels only');
    }
    if (Buffer.byteLength(dataText(data)) > limits.eventPayloadBytes) {
      this.reject(connection, 'payload_too_large', `data is larger than ${limits.eventPayloadBytes} bytes`);
    }
    return subscription;
  }

  private takeRate(connection: Connection): void {
    const { clientEvents: limit } = connection.app.limits;
    if (limit === undefined) return;
    connection.clientEventWindow ??= new RateWindow();
    const isAllowed = connection.clientEventWindow.take(limit, this.parts.clock.now());
    this.parts.observer.rateLimitChecked(connection.app.id, 'client_event', isAllowed);
    if (isAllowed) return;
    this.parts.observer.clientEventRejected(connection.app.id, 'rate_limited');
    throw new PusherError(limit.terminate ? 'client_event_rate_exceeded' : 'client_event_rate_limited');
  }

  private reject(connection: Connection, reason: ClientEventRejection, message: string): never {
    this.parts.observer.clientEventRejected(connection.app.id, reason);
    throw new PusherError('client_event_rejected', message);
  }

  private record({ channel, connection, member }: Subscription, { event, data }: ClientEventMessage): void {
    const { app, socketId } = connection;
    if (!app.webhookEvents.has('client_event')) return;
    const { webhookSink, recordIds, clock } = this.parts;
    const user = member === undefined ? {} : { user_id: member.key };
    const fact = {
      name: 'client_event',
      channel: channel.name,
      event,
      data: dataText(data),
      socket_id: socketId,
      ...user,
    } as const;
    webhookSink.record([{ id: recordIds.next(), appId: app.id, event: fact, timeMs: clock.wall() }]);
  }
}

/** @throws PusherError `bad_message` when it is nested so deeply that it cannot be written */
function dataText(data: unknown): string {
  const text = typeof data === 'string' ? data : encodeJson(data);
  if (text === undefined) throw new PusherError('bad_message', 'data is nested too deeply');
  return text;
}
