import { SWEEP_PATIENCE_MS } from '../../buckets/lease.js';
import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { entries } from '../pieces/entries.js';
import { users } from '../pieces/users.js';
import { defineScript } from '../script.js';

/**
 * Whom one user watches from this node, and whom no longer.
 *
 * ARGV[5]  id of the watching user
 * ARGV[6], [8], ... user      ARGV[7], [9], ...  + or -
 * Reply    {'OK', epoch, version, 1 when all living nodes have had the time to assert their users or 0,
 *          1 when the first user is online or 0, the second, ...}
 */
export const watch = defineScript(
  'watch',
  begin,
  fence,
  entries,
  users,
  `
local isSettled = now - meta[3] >= ${SWEEP_PATIENCE_MS}
local reply = {'OK', epoch, redis.call('HGET', ${keys.meta}, 'version'), isSettled and 1 or 0}
for at = 6, #ARGV, 2 do
  local ref = ARGV[at]
  if ARGV[at + 1] == '+' then watch(ref, ARGV[5]) else unwatch(ref, node, ARGV[5]) end
  reply[#reply + 1] = isOnline(ref)
end
return reply
`,
);
