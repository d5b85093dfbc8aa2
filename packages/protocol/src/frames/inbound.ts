import { PusherError } from '../errors.js';
import { isRecord } from '../json.js';

/** What a client may say (Pusher Channels protocol 7, "Client -> Server"). */
export type InboundMessage =
  | { readonly kind: 'ping' }
  | { readonly kind: 'pong' }
  | SubscribeMessage
  | { readonly kind: 'unsubscribe'; readonly channel: string }
  | { readonly kind: 'signin'; readonly auth: string; readonly userData: string }
  | ClientEventMessage
  /** A well-formed frame that means nothing here; ignored, as the protocol asks. */
  | { readonly kind: 'unknown' };

export interface SubscribeMessage {
  readonly kind: 'subscribe';
  readonly channel: string;
  readonly auth?: string;
  readonly channelData?: string;
}

export interface ClientEventMessage {
  readonly kind: 'client_event';
  readonly event: string;
  readonly channel: string;
  /** As the client sent it: any JSON value. */
  readonly data: unknown;
}

/**
 * Reads one text frame. `data` may be an object or a JSON string of one, as the protocol allows.
 *
 * @throws PusherError `bad_message`: not JSON, not an object, no event, or a field of the wrong type
 */
export function parseInbound(text: string): InboundMessage {
  const frame = parseRecord(text, 'The message is not a JSON object');
  const { event } = frame;
  if (typeof event !== 'string' || event === '')
    throw new PusherError('bad_message', 'The message names no event');
  switch (event) {
    case 'pusher:ping':
      return { kind: 'ping' };
    case 'pusher:pong':
      return { kind: 'pong' };
    case 'pusher:subscribe':
      return parseSubscribe(dataOf(frame));
    case 'pusher:unsubscribe':
      return { kind: 'unsubscribe', channel: requireString(dataOf(frame), 'channel') };
    case 'pusher:signin':
      return parseSignin(dataOf(frame));
    default:
      return event.startsWith('client-') ? parseClientEvent(event, frame) : { kind: 'unknown' };
  }
}

function parseSubscribe(data: Record<string, unknown>): SubscribeMessage {
  const auth = optionalString(data, 'auth');
  const channelData = optionalString(data, 'channel_data');
  return {
    kind: 'subscribe',
    channel: requireString(data, 'channel'),
    ...(auth === undefined ? {} : { auth }),
    ...(channelData === undefined ? {} : { channelData }),
  };
}

function parseSignin(data: Record<string, unknown>): InboundMessage {
  return { kind: 'signin', auth: requireString(data, 'auth'), userData: requireString(data, 'user_data') };
}

function parseClientEvent(event: string, frame: Record<string, unknown>): ClientEventMessage {
  return { kind: 'client_event', event, channel: requireString(frame, 'channel'), data: frame.data ?? null };
}

function dataOf(frame: Record<string, unknown>): Record<string, unknown> {
  if (isRecord(frame.data)) return frame.data;
  if (typeof frame.data === 'string') return parseRecord(frame.data, 'data is not a JSON object');
  throw new PusherError('bad_message', 'data must be an object');
}

function parseRecord(text: string, message: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new PusherError('bad_message', message, { cause });
  }
  if (!isRecord(value)) throw new PusherError('bad_message', message);
  return value;
}

function requireString(record: Record<string, unknown>, key: string): string {
  const value = record[key];
  if (typeof value !== 'string' || value === '') {
    throw new PusherError('bad_message', `${key} must be a non-empty string`);
  }
  return value;
}

/** Clients send `""` and `null` for "none" (pusher-js does on public channels). */
function optionalString(record: Record<string, unknown>, key: string): string | undefined {
  const value = record[key];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new PusherError('bad_message', `${key} must be a string`);
  return value;
}
