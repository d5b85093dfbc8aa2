import { keys } from '../../keys.js';
import { WANTS } from './departures.js';

/**
 * Coming, out of grace or anew. Needs the pieces `entries`, `records` and `listChanges`, and the locals `isSilent`,
 * true while what is stated has been told to endpoints in an epoch that was lost, and `isAssertion`.
 */
export const arrivals = `
-- Ids that died with the epoch before. What they hold may have been left in writes that were lost, and endpoints
-- told of that: somebody who comes now, where only they are, has to be told again.
local function countLost(count)
  local lost = 0
  if isAssertion then return lost end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', ${keys.dead}, meta[3], meta[3])) do lost = lost + count(id) end
  return lost
end

local function endGrace(kinds, ref, key)
  return redis.call('ZREM', ${keys.grace}, pack(kinds[1], ref, key), pack(kinds[2], ref, key)) > 0
end

local function occupy(ref, count, wants)
  local channel = ${keys.channel('ref')}
  local before = tonumber(redis.call('HGET', channel, 'n:' .. node) or 0)
  if before == 0 then redis.call('ZADD', ${keys.held('node')}, 0, pack('c', ref, '')) end
  redis.call('HSET', channel, 'n:' .. node, count, 'wants', wants)
  local total = redis.call('HINCRBY', channel, 'total', count - before)
  local others = total - count
  if others + before > 0 then
    local lost = countLost(function(id) return tonumber(redis.call('HGET', channel, 'n:' .. id) or 0) end)
    if lost == 0 or lost < others then return total end
  end
  local app, name = string.match(ref, '^([^:]*):(.*)$')
  if string.sub(name, 1, 1) ~= '#' then
    redis.call('ZADD', ${keys.occupied('app')}, 0, name)
    redis.call('SADD', ${keys.apps}, app)
  end
  local isKnown = endGrace({'v', 'y'}, ref, '') or isSilent
  if not isKnown and bit.band(wants, ${WANTS.channel_occupied}) > 0 then record('channel_occupied', ref) end
  return total
end

-- Returns what the lists show of it: added, updated or nothing. Said once more it changes nothing, and returns what it
-- changed: who asks may not have heard it. The score of the node's entry keeps that.
local shownAs = {'added', 'updated'}
local function admit(ref, key, member, wants)
  local mine = pack('m', ref, key)
  if redis.call('ZADD', ${keys.held('node')}, 'NX', 0, mine) == 0 then
    local before = shownAs[tonumber(redis.call('ZSCORE', ${keys.held('node')}, mine))]
    return before and 'was ' .. before or ''
  end
  local others = redis.call('HINCRBY', ${keys.present('ref')}, key, 1) - 1
  if others > 0 then
    local lost = countLost(function(id)
      return redis.call('ZSCORE', ${keys.held('id')}, mine) and 1 or 0
    end)
    if lost == others and bit.band(wants, ${WANTS.member_added}) > 0 then record('member_added', ref, key) end
    return ''
  end
  local isKnown = endGrace({'w', 'x'}, ref, key) or isSilent
  if not isKnown and bit.band(wants, ${WANTS.member_added}) > 0 then record('member_added', ref, key) end
  redis.call('ZREM', ${keys.grace}, pack('f', ref, key))
  local before = redis.call('HGET', ${keys.shown('ref')}, key)
  if before == member then return '' end
  if before then hide(ref, key) end
  show(ref, key, member)
  local change = before and 2 or 1
  redis.call('ZADD', ${keys.held('node')}, change, mine)
  return shownAs[change]
end
`;
