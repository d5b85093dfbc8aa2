import { PusherError } from '../errors.js';
import { encodeJson } from '../json.js';
import type { Member } from '../users/member.js';

/**
 * One encoder per server frame (protocol 7, "Server -> Client"). Each returns the JSON text; `data` is a JSON
 * string inside it, except in errors and `signin_success`, where the protocol's documents show an object.
 */
export function connectionEstablished(socketId: string, activityTimeout: number): string {
  const data = JSON.stringify({ socket_id: socketId, activity_timeout: activityTimeout });
  return JSON.stringify({ event: 'pusher:connection_established', data });
}

export const ping = '{"event":"pusher:ping","data":"{}"}';
export const pong = '{"event":"pusher:pong","data":"{}"}';

export function errorFrame(error: PusherError, channel?: string): string {
  const data = { code: error.entry.code ?? null, message: error.message };
  return JSON.stringify({ event: 'pusher:error', data, ...(channel === undefined ? {} : { channel }) });
}

/** Tells pusher-js, Echo's `.error()` and the rest that one subscription failed; the connection stays. */
export function subscriptionError(channel: string, error: PusherError): string {
  const { type, code } = error.entry;
  const data = { type: type ?? 'ServerError', error: error.message, status: code };
  return JSON.stringify({ event: 'pusher:subscription_error', channel, data });
}

export function subscriptionSucceeded(channel: string): string {
  const name = JSON.stringify(channel);
  return `{"event":"pusher_internal:subscription_succeeded","channel":${name},"data":"{}"}`;
}

/** The list that a presence subscription is answered with. Ids in `ids` keep their JSON type. */
export function presenceSucceeded(channel: string, members: Iterable<Member>): string {
  const ids: (string | number)[] = [];
  // No prototype: a user called `__proto__` is a user.
  const hash: Record<string, unknown> = Object.create(null);
  for (const { key, userId, userInfo } of members) {
    ids.push(userId);
    hash[key] = userInfo ?? null;
  }
  const data = JSON.stringify({ presence: { ids, hash, count: ids.length } });
  return event({ event: 'pusher_internal:subscription_succeeded', channel, data });
}

export function memberAdded(channel: string, { userId, userInfo }: Member): string {
  const data = JSON.stringify({
    user_id: userId,
    ...(userInfo === undefined ? {} : { user_info: userInfo }),
  });
  return event({ event: 'pusher_internal:member_added', channel, data });
}

export function memberRemoved(channel: string, { userId }: Member): string {
  return event({
    event: 'pusher_internal:member_removed',
    channel,
    data: JSON.stringify({ user_id: userId }),
  });
}

export function subscriptionCount(channel: string, count: number): string {
  const data = JSON.stringify({ subscription_count: count });
  return event({ event: 'pusher_internal:subscription_count', channel, data });
}

export function cacheMiss(channel: string): string {
  return JSON.stringify({ event: 'pusher:cache_miss', channel });
}

export function signinSuccess(userData: string): string {
  return JSON.stringify({ event: 'pusher:signin_success', data: { user_data: userData } });
}

export interface WatchlistEvent {
  readonly name: 'online' | 'offline';
  readonly user_ids: readonly string[];
}

export function watchlistEvents(events: readonly WatchlistEvent[]): string {
  return JSON.stringify({ event: 'pusher_internal:watchlist_events', data: JSON.stringify({ events }) });
}

/**
 * A client event as others receive it; `user_id` only on presence channels.
 *
 * @throws PusherError `bad_message` when `data` is nested so deeply that it cannot be written
 */
export function clientEvent(frame: {
  event: string;
  channel: string;
  data: unknown;
  user_id?: string | number;
}): string {
  const text = encodeJson(frame);
  if (text === undefined) throw new PusherError('bad_message', 'data is nested too deeply');
  return text;
}

/**
 * A published event, ready for many channels: everything but the channel is encoded once.
 *
 * @param data the string that clients receive
 */
export function publishedEvent(name: string, data: string): (channel: string) => string {
  const head = `{"event":${JSON.stringify(name)},"data":${JSON.stringify(data)},"channel":`;
  return (channel) => `${head}${JSON.stringify(channel)}}`;
}

function event(frame: { event: string; channel: string; data: string }): string {
  return JSON.stringify(frame);
}
