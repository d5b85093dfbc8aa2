import { defineScript } from '../redis-script.js';

/**
 * Letters beyond a place, newest or oldest first. Places have the same score, so that Redis sorts them as text.
 *
 * KEYS     letters, order of all or of a topic
 * ARGV     'newest' or 'oldest'; '(' and the place, or '' for all; how many
 * Reply    {place, letter, place, letter, ...}
 */
export const listLetters = defineScript(`
local order, beyond, limit = unpack(ARGV)
local command, first, last = 'ZREVRANGEBYLEX', '+', '-'
if order == 'oldest' then command, first, last = 'ZRANGEBYLEX', '-', '+' end
if beyond ~= '' then first = beyond end
local reply = {}
for _, place in ipairs(redis.call(command, KEYS[2], first, last, 'LIMIT', 0, limit)) do
  reply[#reply + 1] = place
  reply[#reply + 1] = redis.call('HGET', KEYS[1], string.sub(place, string.find(place, '-', 1, true) + 1))
end
return reply
`);
