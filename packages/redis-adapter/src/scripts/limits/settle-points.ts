import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/**
 * What a process has let through in each of some windows, in place of what it said before.
 *
 * ARGV[5]  process              ARGV[6]  ms that a window is remembered
 *          then window, points, window, points, ...
 * Reply    {'OK', epoch, points of all processes together in the first window, in the second, ...}
 */
export const settlePoints = defineScript(
  'settle-points',
  begin,
  fence,
  `
local field, reply = 'n:' .. ARGV[5], {'OK', epoch}
for at = 7, #ARGV, 2 do
  local ref, points = ARGV[at], tonumber(ARGV[at + 1])
  local window = ${keys.points('ref')}
  local before = tonumber(redis.call('HGET', window, field) or 0)
  redis.call('HSET', window, field, points)
  reply[#reply + 1] = redis.call('HINCRBY', window, 'total', points - before)
  redis.call('PEXPIRE', window, ARGV[6])
end
return reply
`,
);
