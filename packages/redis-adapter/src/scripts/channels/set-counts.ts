import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/**
 * Sockets of this node in channels that it is in; the others are ignored.
 *
 * ARGV[5], [7], ...  channel      ARGV[6], [8], ...  sockets, at least 1
 * Reply              {'OK', epoch, total, total, ...}
 */
export const setCounts = defineScript(
  'set-counts',
  begin,
  fence,
  `
local reply = {'OK', epoch}
for at = 5, #ARGV, 2 do
  local ref, count = ARGV[at], tonumber(ARGV[at + 1])
  local channel = ${keys.channel('ref')}
  local before = redis.call('HGET', channel, 'n:' .. node)
  if before then
    redis.call('HSET', channel, 'n:' .. node, count)
    reply[#reply + 1] = redis.call('HINCRBY', channel, 'total', count - before)
  else
    reply[#reply + 1] = tonumber(redis.call('HGET', channel, 'total') or 0)
  end
end
return reply
`,
);
