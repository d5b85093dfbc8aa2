import type { OpenLabel } from './metric-definition.js';

/** `app_id` of what names no app that we know. */
export const UNKNOWN_APP = 'unknown';

/** `app_id` of the label sets for which a metric has no room left. */
export const OVERFLOW_APP = '__overflow__';

/** Value of a foreign label that is not in its list. */
export const OTHER = 'other';

export const APP_ID: OpenLabel = {
  boundedBy: `the apps that the server knows, else \`${UNKNOWN_APP}\`; \`${OVERFLOW_APP}\` beyond \`metrics.max_series_per_metric\``,
};

/** Channel types that a client can subscribe to. */
export const CHANNEL_TYPES = [
  'public',
  'private',
  'presence',
  'private_encrypted',
  'cache',
  'private_cache',
  'presence_cache',
  'private_encrypted_cache',
] as const;

/** Channel types whose subscription needs a signature. */
export const AUTHORISED_CHANNEL_TYPES = [
  'private',
  'presence',
  'private_encrypted',
  'private_cache',
  'presence_cache',
  'private_encrypted_cache',
] as const;

/** What a refused subscription asked for: `user` is a channel of the server's own, `unknown` not even a name. */
export const REQUESTED_CHANNEL_TYPES = [...CHANNEL_TYPES, 'user', 'unknown'] as const;

export type SubscribableChannelType = (typeof CHANNEL_TYPES)[number];
export type AuthorisedChannelType = (typeof AUTHORISED_CHANNEL_TYPES)[number];
export type RequestedChannelType = (typeof REQUESTED_CHANNEL_TYPES)[number];
