import { keys } from '../../keys.js';

/** Bits of the events that an app's endpoints want. */
export const WANTS = { channel_occupied: 1, channel_vacated: 2, member_added: 4, member_removed: 8 } as const;
const OCCUPANCY = WANTS.channel_occupied + WANTS.channel_vacated;
const MEMBERS = WANTS.member_added + WANTS.member_removed;

/**
 * Going, with or without grace. Needs the pieces `entries`, `records` and `listChanges`.
 *
 * Kinds in the grace set: f, a member that the lists still show; w, a member whose going will be recorded; v, the
 * same for the channel's vacancy; x and y as w and v where nobody wants the going, only not the return either.
 */
export const departures = `
local function afterGrace(kinds, ref, key, wait, isWanted)
  local kind = isWanted and kinds[1] or kinds[2]
  redis.call('ZADD', ${keys.grace}, now + wait, pack(kind, ref, key))
end

local function isInGrace(kinds, ref, key)
  local due = redis.call('ZSCORE', ${keys.grace}, pack(kinds[1], ref, key))
  return due or redis.call('ZSCORE', ${keys.grace}, pack(kinds[2], ref, key))
end

local function tidy(ref)
  local channel = ${keys.channel('ref')}
  if tonumber(redis.call('HGET', channel, 'total') or 0) > 0 then return end
  if redis.call('EXISTS', ${keys.shown('ref')}) == 1 then return end
  redis.call('DEL', channel, ${keys.log('ref')})
  redis.call('ZREM', ${keys.changed}, ref)
end

-- One node's sockets in a channel become \`count\`; nothing if it has none. Returns whether the channel was vacated.
local function setCount(ref, holder, count)
  local channel = ${keys.channel('ref')}
  local before = tonumber(redis.call('HGET', channel, 'n:' .. holder))
  if not before then return false end
  if count > 0 then
    redis.call('HSET', channel, 'n:' .. holder, count)
  else
    redis.call('HDEL', channel, 'n:' .. holder)
    redis.call('ZREM', ${keys.held('holder')}, pack('c', ref, ''))
  end
  return redis.call('HINCRBY', channel, 'total', count - before) == 0
end

local function vacate(ref, wants, wait)
  local app, name = string.match(ref, '^([^:]*):(.*)$')
  redis.call('ZREM', ${keys.occupied('app')}, name)
  if redis.call('EXISTS', ${keys.occupied('app')}) == 0 then redis.call('SREM', ${keys.apps}, app) end
  if bit.band(wants, ${OCCUPANCY}) == 0 then return end
  local isWanted = bit.band(wants, ${WANTS.channel_vacated}) > 0
  if wait > 0 then
    afterGrace({'v', 'y'}, ref, '', wait, isWanted)
  elseif isWanted then
    record('channel_vacated', ref)
  end
end

-- One node has a member no longer. Returns whether the lists show it at once.
local function dismiss(ref, holder, key, wants, wait)
  if redis.call('ZREM', ${keys.held('holder')}, pack('m', ref, key)) == 0 then return false end
  if redis.call('HINCRBY', ${keys.present('ref')}, key, -1) > 0 then return false end
  redis.call('HDEL', ${keys.present('ref')}, key)
  local isWanted = bit.band(wants, ${WANTS.member_removed}) > 0
  if wait.webhooks > 0 and bit.band(wants, ${MEMBERS}) > 0 then
    afterGrace({'w', 'x'}, ref, key, wait.webhooks, isWanted)
  elseif isWanted then
    record('member_removed', ref, key)
  end
  if wait.frames > 0 then
    redis.call('ZADD', ${keys.grace}, now + wait.frames, pack('f', ref, key))
    return false
  end
  hide(ref, key)
  return true
end
`;
