import { PusherError } from './errors.js';
import { limits } from './limits.js';

/** What a name's anchored prefix makes of a channel. `user` is `#server-to-user-<id>`. */
export type ChannelKind = 'public' | 'private' | 'presence' | 'private-encrypted' | 'user';

/** The bounded word for a channel in metrics and logs: its kind and whether it caches. */
export type ChannelType =
  | 'public'
  | 'private'
  | 'presence'
  | 'private_encrypted'
  | 'cache'
  | 'private_cache'
  | 'presence_cache'
  | 'private_encrypted_cache'
  | 'user';

export interface ChannelName {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly type: ChannelType;
  /** Keeps its last event for newcomers. */
  readonly cached: boolean;
}

export const userChannelPrefix = '#server-to-user-';

interface Prefix extends Omit<ChannelName, 'name'> {
  readonly prefix: string;
}

// Longest first: `private-encrypted-cache-` also begins with `private-`.
const prefixes: readonly Prefix[] = [
  {
    prefix: 'private-encrypted-cache-',
    kind: 'private-encrypted',
    type: 'private_encrypted_cache',
    cached: true,
  },
  { prefix: 'private-encrypted-', kind: 'private-encrypted', type: 'private_encrypted', cached: false },
  { prefix: 'private-cache-', kind: 'private', type: 'private_cache', cached: true },
  { prefix: 'private-', kind: 'private', type: 'private', cached: false },
  { prefix: 'presence-cache-', kind: 'presence', type: 'presence_cache', cached: true },
  { prefix: 'presence-', kind: 'presence', type: 'presence', cached: false },
  { prefix: 'cache-', kind: 'public', type: 'cache', cached: true },
  { prefix: userChannelPrefix, kind: 'user', type: 'user', cached: false },
];
const plain: Omit<ChannelName, 'name'> = { kind: 'public', type: 'public', cached: false };

const allowed = /^[A-Za-z0-9_\-=@,.;]+$/;

/**
 * Reads a channel name (Pusher Channels, "Channel naming conventions").
 *
 * @param maxLength longest name in characters, prefix included; user channels are bounded by the user id.
 * @throws PusherError `channel_name_too_long`, `bad_channel_name`
 */
export function parseChannelName(name: string, maxLength: number = limits.channelNameLength): ChannelName {
  if (name.startsWith(userChannelPrefix)) return parseUserChannel(name);
  if (name.length > maxLength) {
    throw new PusherError('channel_name_too_long', `The channel name is longer than ${maxLength} characters`);
  }
  if (!allowed.test(name)) throw new PusherError('bad_channel_name');
  const { kind, type, cached } = prefixes.find(({ prefix }) => name.startsWith(prefix)) ?? plain;
  return { name, kind, type, cached };
}

export function userChannel(userId: string): string {
  return userChannelPrefix + userId;
}

/** The user id in `#server-to-user-<id>`. */
export function userIdOf(channel: ChannelName): string {
  return channel.name.slice(userChannelPrefix.length);
}

/** Whether subscribing needs a signature. */
export function needsAuthorization(kind: ChannelKind): boolean {
  return kind === 'private' || kind === 'presence' || kind === 'private-encrypted';
}

function parseUserChannel(name: string): ChannelName {
  const idLength = name.length - userChannelPrefix.length;
  if (idLength === 0) throw new PusherError('bad_channel_name', 'The user channel names no user');
  if (idLength > limits.userIdLength)
    throw new PusherError('channel_name_too_long', 'The user id is too long');
  return { name, kind: 'user', type: 'user', cached: false };
}
