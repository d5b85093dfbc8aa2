import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** Channels that one reply names. */
export const COMPARED_AT_ONCE = 1000;

/**
 * Presence channels whose lists changed after a version.
 *
 * ARGV[5]  version
 * Reply    {'OK', epoch, channel, version, channel, version, ...}, oldest change first
 */
export const compare = defineScript(
  'compare',
  begin,
  fence,
  `
local reply = redis.call('ZRANGEBYSCORE', ${keys.changed}, '(' .. ARGV[5], '+inf',
  'WITHSCORES', 'LIMIT', 0, ${COMPARED_AT_ONCE})
return {'OK', epoch, unpack(reply)}
`,
);
