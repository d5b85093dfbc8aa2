import { defineScript } from '../redis-script.js';

/**
 * Takes items out of a lane, up to a position. What is known of an empty lane is forgotten after a while.
 *
 * KEYS     items, state, marks, recency of the marks
 * ARGV     turn, position, milliseconds that an empty lane is known
 * Reply    1 when the turn is over, else 0
 */
export const advanceLane = defineScript(`
local turn, first = unpack(redis.call('HMGET', KEYS[2], 'turn', 'first'))
if turn ~= ARGV[1] then return 1 end
local count = math.min(ARGV[2] - first + 1, redis.call('LLEN', KEYS[1]))
if count > 0 then
  redis.call('LTRIM', KEYS[1], count, -1)
  redis.call('HINCRBY', KEYS[2], 'first', count)
end
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
for _, key in ipairs(KEYS) do redis.call('PEXPIRE', key, ARGV[3]) end
return 1
`);
