import type { ChannelKind } from '../channel-name.js';
import { PusherError } from '../errors.js';

/** What `info` may ask for about a channel. */
export type InfoAttribute = 'user_count' | 'subscription_count' | 'cache';

/** A channel as REST answers describe it; only what was asked for is there. */
export interface ChannelInfo {
  occupied?: boolean;
  user_count?: number;
  subscription_count?: number;
  /** The cached event: its data and the seconds it has left. */
  cache?: { data: string; ttl: number } | null;
}

const attributes: ReadonlySet<string> = new Set<InfoAttribute>(['user_count', 'subscription_count', 'cache']);

/** Reads `info=user_count,subscription_count`. Absent is empty. @throws PusherError `bad_request` */
export function parseInfo(value: unknown): ReadonlySet<InfoAttribute> {
  if (value === undefined || value === null || value === '') return new Set();
  if (typeof value !== 'string')
    throw new PusherError('bad_request', 'info must be a comma-separated string');
  const names = value.split(',').map((name) => name.trim());
  return new Set(names.filter((name) => name !== '').map(requireAttribute));
}

/** @throws PusherError `bad_request` when the kind of channel has no such attribute */
export function checkInfo(
  info: ReadonlySet<InfoAttribute>,
  channel: { kind: ChannelKind; cached: boolean },
): void {
  if (info.has('user_count') && channel.kind !== 'presence') {
    throw new PusherError('bad_request', 'user_count is only available for presence channels');
  }
  if (info.has('cache') && !channel.cached) {
    throw new PusherError('bad_request', 'cache is only available for cache channels');
  }
}

function requireAttribute(name: string): InfoAttribute {
  if (isAttribute(name)) return name;
  throw new PusherError(
    'bad_request',
    `info knows user_count, subscription_count and cache, not ${name.slice(0, 40)}`,
  );
}

function isAttribute(name: string): name is InfoAttribute {
  return attributes.has(name);
}
