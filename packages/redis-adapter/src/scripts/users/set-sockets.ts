import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { entries } from '../pieces/entries.js';
import { users } from '../pieces/users.js';
import { defineScript } from '../script.js';

/**
 * Sockets of this node on which a user is signed in.
 *
 * ARGV[5]  user               ARGV[6]  sockets
 * Reply    {'OK', epoch, version, online | offline | '', 1 when the user is online now or 0, {id of a watcher, ...}}
 */
export const setSockets = defineScript(
  'set-sockets',
  begin,
  fence,
  entries,
  users,
  `
local ref = ARGV[5]
local change = setSockets(ref, node, tonumber(ARGV[6]))
local version = redis.call('HGET', ${keys.meta}, 'version')
return {'OK', epoch, version, change, isOnline(ref), redis.call('HKEYS', ${keys.watchers('ref')})}
`,
);
