import { PusherError } from '../errors.js';
import { isRecord } from '../json.js';
import { limits } from '../limits.js';

/** A signed-in user, as `user_data` describes it. */
export interface User {
  readonly id: string;
  readonly userInfo?: unknown;
  /** Users whose coming and going this connection is told of; at most {@link limits.watchlistLength}. */
  readonly watchlist: readonly string[];
  readonly watchlistCut: boolean;
}

/**
 * Reads the signed `user_data` of a sign-in. The id must be a non-empty string: pusher-js drops the sign-in
 * otherwise.
 *
 * @throws PusherError `bad_user_data`
 */
export function parseUserData(userData: string, maxIdLength: number = limits.userIdLength): User {
  let value: unknown;
  try {
    value = JSON.parse(userData);
  } catch (cause) {
    throw new PusherError('bad_user_data', undefined, { cause });
  }
  if (!isRecord(value) || typeof value.id !== 'string' || value.id === '')
    throw new PusherError('bad_user_data');
  if (value.id.length > maxIdLength) throw new PusherError('bad_user_data', 'The user id is too long');
  const watchlist = parseWatchlist(value.watchlist);
  return {
    id: value.id,
    ...(value.user_info === undefined ? {} : { userInfo: value.user_info }),
    watchlist: watchlist.slice(0, limits.watchlistLength),
    watchlistCut: watchlist.length > limits.watchlistLength,
  };
}

function parseWatchlist(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const valid = Array.isArray(value) && value.every((id) => typeof id === 'string' && id !== '');
  if (!valid) throw new PusherError('bad_user_data', 'watchlist must be an array of user ids');
  return [...new Set<string>(value)];
}
