import { defineScript } from '../redis-script.js';
import { takeOutLetter } from './take-out-letter.js';

/** A script must not hold the server up: should the limit have been lowered, further letters take out the rest. */
const MOST_AT_ONCE = 1_000;

/**
 * Adds a letter, or replaces it, and takes out the oldest if there are too many.
 *
 * KEYS     letters, order of all, order of its topic
 * ARGV     id, place, letter, most letters, what the keys of topics begin with
 * Reply    how many older ones had to go
 */
export const addLetter = defineScript(`${takeOutLetter}
local id, place, letter, most, topics = unpack(ARGV)
takeOut(id, topics)
redis.call('HSET', KEYS[1], id, letter)
redis.call('ZADD', KEYS[2], 0, place)
redis.call('ZADD', KEYS[3], 0, place)
local excess = math.min(redis.call('ZCARD', KEYS[2]) - most, ${MOST_AT_ONCE})
if excess <= 0 then return 0 end
for _, old in ipairs(redis.call('ZRANGE', KEYS[2], 0, excess - 1)) do
  takeOut(string.sub(old, string.find(old, '-', 1, true) + 1), topics)
end
return excess
`);
