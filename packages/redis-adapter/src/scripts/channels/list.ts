import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** Channels in one reply. */
export const LISTED_AT_ONCE = 500;

/**
 * Occupied channels of an app whose names begin with a prefix, in the order of their names.
 *
 * ARGV[5]  app        ARGV[6]  prefix        ARGV[7]  the last name of the page before, or empty
 * Reply    {'OK', epoch, name, subscriptions, members, name, ...}
 */
export const list = defineScript(
  'list',
  begin,
  fence,
  `
local app, prefix, last = ARGV[5], ARGV[6], ARGV[7]
local from = last == '' and '[' .. prefix or '(' .. last
local reply = {'OK', epoch}
-- No name contains the byte 255: it is not valid in UTF-8.
local names = redis.call('ZRANGEBYLEX', ${keys.occupied('app')}, from, '(' .. prefix .. '\\255',
  'LIMIT', 0, ${LISTED_AT_ONCE})
for _, name in ipairs(names) do
  local ref = app .. ':' .. name
  reply[#reply + 1] = name
  reply[#reply + 1] = tonumber(redis.call('HGET', ${keys.channel('ref')}, 'total'))
  reply[#reply + 1] = redis.call('HLEN', ${keys.present('ref')})
end
return reply
`,
);
