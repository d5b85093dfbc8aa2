import { keys } from '../../keys.js';

/** Users whose last coming or going is kept, a bucket. Who has not looked for longer reads everybody. */
export const STATUSES_KEPT = 1000;

/** Users and who watches them. Needs the piece `entries`. */
export const users = `
local function changeStatus(ref)
  local version = redis.call('HINCRBY', ${keys.meta}, 'version', 1)
  redis.call('ZADD', ${keys.statuses}, version, ref)
  if redis.call('ZCARD', ${keys.statuses}) > ${STATUSES_KEPT} then
    redis.call('HSET', ${keys.meta}, 'forgotten', redis.call('ZPOPMIN', ${keys.statuses})[2])
  end
end

-- One node's sockets of a user become \`count\`. Returns online or offline if the user came or went, else nothing.
local function setSockets(ref, holder, count)
  local user, entry = ${keys.user('ref')}, pack('u', ref, '')
  local before = tonumber(redis.call('HGET', user, 'n:' .. holder) or 0)
  if count == before then return '' end
  if count > 0 then
    redis.call('HSET', user, 'n:' .. holder, count)
    redis.call('ZADD', ${keys.held('holder')}, 0, entry)
  else
    redis.call('HDEL', user, 'n:' .. holder)
    redis.call('ZREM', ${keys.held('holder')}, entry)
  end
  local total = redis.call('HINCRBY', user, 'total', count - before)
  local wasOnline, isOnline = total > count - before, total > 0
  if not isOnline then redis.call('DEL', user) end
  if wasOnline == isOnline then return '' end
  changeStatus(ref)
  return isOnline and 'online' or 'offline'
end

local function isOnline(ref)
  return redis.call('EXISTS', ${keys.user('ref')})
end

local function watch(ref, watcher)
  if redis.call('ZADD', ${keys.held('node')}, 0, pack('w', ref, watcher)) == 0 then return end
  redis.call('HINCRBY', ${keys.watchers('ref')}, watcher, 1)
end

local function unwatch(ref, holder, watcher)
  if redis.call('ZREM', ${keys.held('holder')}, pack('w', ref, watcher)) == 0 then return end
  if redis.call('HINCRBY', ${keys.watchers('ref')}, watcher, -1) > 0 then return end
  redis.call('HDEL', ${keys.watchers('ref')}, watcher)
end
`;
