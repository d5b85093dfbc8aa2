import { keys } from '../../keys.js';
import { WANTS } from './departures.js';

/**
 * Coming, out of grace or anew. Needs the pieces `entries`, `records` and `listChanges`, and the local `isSilent`:
 * true while what is stated has been told to endpoints in an epoch that was lost.
 */
export const arrivals = `
local function endGrace(kinds, ref, key)
  return redis.call('ZREM', ${keys.grace}, pack(kinds[1], ref, key), pack(kinds[2], ref, key)) > 0
end

local function occupy(ref, count, wants)
  local channel = ${keys.channel('ref')}
  local before = tonumber(redis.call('HGET', channel, 'n:' .. node) or 0)
  if before == 0 then redis.call('ZADD', ${keys.held('node')}, 0, pack('c', ref, '')) end
  redis.call('HSET', channel, 'n:' .. node, count, 'wants', wants)
  local total = redis.call('HINCRBY', channel, 'total', count - before)
  if total > count - before then return total end
  local app, name = string.match(ref, '^([^:]*):(.*)$')
  if string.sub(name, 1, 1) ~= '#' then redis.call('ZADD', ${keys.occupied('app')}, 0, name) end
  local isKnown = endGrace({'v', 'y'}, ref, '') or isSilent
  if not isKnown and bit.band(wants, ${WANTS.channel_occupied}) > 0 then record('channel_occupied', ref) end
  return total
end

-- Returns what the lists show of it: added, updated or nothing.
local function admit(ref, key, member, wants)
  if redis.call('ZADD', ${keys.held('node')}, 0, pack('m', ref, key)) == 0 then return '' end
  if redis.call('HINCRBY', ${keys.present('ref')}, key, 1) > 1 then return '' end
  local isKnown = endGrace({'w', 'x'}, ref, key) or isSilent
  if not isKnown and bit.band(wants, ${WANTS.member_added}) > 0 then record('member_added', ref, key) end
  redis.call('ZREM', ${keys.grace}, pack('f', ref, key))
  local before = redis.call('HGET', ${keys.shown('ref')}, key)
  if before == member then return '' end
  if before then hide(ref, key) end
  show(ref, key, member)
  return before and 'updated' or 'added'
end
`;
