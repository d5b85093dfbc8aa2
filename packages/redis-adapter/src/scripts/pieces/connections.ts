import { keys } from '../../keys.js';

/** Connections of an app. Needs the piece `entries`. */
export const connections = `
-- One node's connections of an app become \`count\`. Returns how many it had.
local function setConnections(app, holder, count)
  local quota, entry = ${keys.quota('app')}, pack('a', app, '')
  local before = tonumber(redis.call('HGET', quota, 'n:' .. holder) or 0)
  if count > 0 then
    redis.call('HSET', quota, 'n:' .. holder, count)
    redis.call('ZADD', ${keys.held('holder')}, 0, entry)
  else
    redis.call('HDEL', quota, 'n:' .. holder)
    redis.call('ZREM', ${keys.held('holder')}, entry)
  end
  local total = redis.call('HINCRBY', quota, 'total', count - before)
  if total == 0 then redis.call('DEL', quota) end
  return before
end
`;
