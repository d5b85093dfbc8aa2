import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { entries } from '../pieces/entries.js';
import { users } from '../pieces/users.js';
import { defineScript } from '../script.js';

/**
 * Users who came or went after a version.
 *
 * ARGV[5]  epoch              ARGV[6]  version
 * Reply    {'OK', epoch, version, changes, user, 1 online | 0, user, ...}, or {'OK', epoch, version, all}: that is too
 *          long ago, and any user may have come or gone
 */
export const statuses = defineScript(
  'statuses',
  begin,
  fence,
  entries,
  users,
  `
local at = redis.call('HMGET', ${keys.meta}, 'version', 'forgotten')
local since = tonumber(ARGV[6])
if ARGV[5] ~= epoch or since < (tonumber(at[2]) or 0) then return {'OK', epoch, at[1], 'all'} end
local reply = {'OK', epoch, at[1], 'changes'}
for _, ref in ipairs(redis.call('ZRANGEBYSCORE', ${keys.statuses}, '(' .. ARGV[6], '+inf')) do
  reply[#reply + 1] = ref
  reply[#reply + 1] = isOnline(ref)
end
return reply
`,
);
