import { defineScript } from '../redis-script.js';

/**
 * The first items of a lane.
 *
 * KEYS     items, state
 * ARGV     turn, limit
 * Reply    {position of the first, item, item, ...}; {0} once the turn is over
 */
export const readLane = defineScript(`
local turn, first = unpack(redis.call('HMGET', KEYS[2], 'turn', 'first'))
if turn ~= ARGV[1] then return {0} end
return {tonumber(first), unpack(redis.call('LRANGE', KEYS[1], 0, ARGV[2] - 1))}
`);
