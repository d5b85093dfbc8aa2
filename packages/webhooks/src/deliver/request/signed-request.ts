import { hmacSha256 } from '@shoal/protocol';
import type { Endpoint, WebhookApp } from '../../endpoint/endpoint.js';
import type { Delivery } from '../../target/sender.js';
import type { QueuedEvent } from '../webhook-job.js';

export interface UnsignedRequest {
  /** Of the delivery; the same in every attempt, and when it is replayed. */
  readonly id: string;
  readonly app: WebhookApp;
  readonly endpoint: Endpoint;
  /** Not empty. */
  readonly events: readonly QueuedEvent[];
}

/** What the connection itself needs (RFC 9110, 7.6.1), and what only this server may say. */
const RESERVED = new Set([
  'host',
  'content-length',
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'expect',
  'content-type',
  'x-pusher-key',
  'x-pusher-signature',
  'x-shoal-delivery-id',
  'x-shoal-event-id',
]);

/**
 * The request as Pusher makes it (Pusher Channels, "Webhooks"), and three additions: `id`, `time_ms` and `version` of
 * each event, and two headers. It depends on nothing but the events, the app's key and the endpoint's headers: an
 * attempt that is repeated has the same bytes and the same signature.
 */
export function signedRequest({ id, app, endpoint, events }: UnsignedRequest): Delivery {
  const body = bodyOf(events);
  const [only, ...others] = events;
  return {
    body,
    headers: {
      ...ownHeaders(endpoint),
      // To the letter: the official libraries compare it.
      'Content-Type': 'application/json',
      'X-Pusher-Key': app.key,
      'X-Pusher-Signature': hmacSha256(app.secret, body),
      'X-Shoal-Delivery-Id': id,
      ...(only !== undefined && others.length === 0 && { 'X-Shoal-Event-Id': only.id }),
    },
    timeout: endpoint.timeout,
  };
}

/** `time_ms` is that of the oldest event, not of the request: it stays the same when the request is repeated. */
function bodyOf(events: readonly QueuedEvent[]): string {
  const oldest = events.reduce((least, { timeMs }) => Math.min(least, timeMs), Number.POSITIVE_INFINITY);
  return JSON.stringify({ time_ms: oldest, events: events.map(eventOf) });
}

/** Pusher's keys in Pusher's order, whatever the order was in which they were stored. Undefined ones are not in the JSON. */
function eventOf({ id, event: fact, timeMs: time_ms, version }: QueuedEvent): object {
  switch (fact.name) {
    case 'channel_occupied':
    case 'channel_vacated':
    case 'cache_miss':
      return { name: fact.name, channel: fact.channel, id, time_ms, version };
    case 'member_added':
    case 'member_removed':
      return { name: fact.name, channel: fact.channel, user_id: fact.user_id, id, time_ms, version };
    case 'subscription_count': {
      const { name, channel, subscription_count } = fact;
      return { name, channel, subscription_count, id, time_ms, version };
    }
    case 'client_event': {
      const { name, channel, event, data, socket_id, user_id } = fact;
      return { name, channel, event, data, socket_id, user_id, id, time_ms, version };
    }
    case 'push_status': {
      const { name, publish_id, status, counters, error_reason } = fact;
      return { name, publish_id, status, counters, error_reason, id, time_ms, version };
    }
  }
}

function ownHeaders({ headers }: Endpoint): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !RESERVED.has(name.toLowerCase())));
}
