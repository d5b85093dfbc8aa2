import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/**
 * The last event of a cache channel, unless what is there is newer: of one process, as the ids say; of several, as
 * the times of publication say, which are the server's.
 *
 * ARGV[5]  channel            ARGV[6]  id             ARGV[7]  event
 * ARGV[8]  ms since its publication                   ARGV[9]  ms that it stays from then on
 * Reply    {'OK', epoch}
 */
export const remember = defineScript(
  'remember',
  begin,
  fence,
  `
local ref, id, at = ARGV[5], ARGV[6], now - tonumber(ARGV[8])
local untilMs = at + tonumber(ARGV[9])
if untilMs <= now then return {'OK', epoch} end
local known = redis.call('HMGET', ${keys.last('ref')}, 'id', 'at')
local function process(of) return string.match(of, '^(.*)-%d+$') end
local function sequence(of) return tonumber(string.match(of, '-(%d+)$')) end
local isOlder = false
if known[1] and process(id) and process(known[1]) == process(id) then
  isOlder = sequence(id) < sequence(known[1])
elseif known[1] then
  isOlder = at < tonumber(known[2])
end
if not isOlder then
  redis.call('HSET', ${keys.last('ref')}, 'id', id, 'at', at, 'until', untilMs, 'event', ARGV[7])
  redis.call('PEXPIRE', ${keys.last('ref')}, math.ceil(untilMs - now))
end
return {'OK', epoch}
`,
);
