import { defineScript } from '../redis-script.js';

/**
 * Letters before a place, newest first. Places have the same score, so that Redis sorts them as text.
 *
 * KEYS     letters, order of all or of a topic
 * ARGV     '(' and the place, or '+' for all; how many
 * Reply    {place, letter, place, letter, ...}
 */
export const listLetters = defineScript(`
local reply = {}
for _, place in ipairs(redis.call('ZREVRANGEBYLEX', KEYS[2], ARGV[1], '-', 'LIMIT', 0, ARGV[2])) do
  reply[#reply + 1] = place
  reply[#reply + 1] = redis.call('HGET', KEYS[1], string.sub(place, string.find(place, '-', 1, true) + 1))
end
return reply
`);
