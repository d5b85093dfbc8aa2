import { appKeys as keys } from '../keys.js';

/**
 * What the scripts of devices share. Their only key is what the keys of the app begin with.
 *
 * `moveTo(id, from, to)`: a device's state; `from` is nil for a new one, `to` for one that goes
 * `leave(channel, id)`: ends a subscription; returns 1 if there was one. The last one takes the channel with it
 */
export const DEVICE_STEPS = `
local base = KEYS[1]

local function moveTo(id, from, to)
  if from then redis.call('HINCRBY', ${keys.counts}, from, -1) end
  if not to then return redis.call('HDEL', ${keys.reach}, id) end
  redis.call('HINCRBY', ${keys.counts}, to, 1)
  redis.call('HSET', ${keys.device('id')}, 'state', to)
  redis.call('HSET', ${keys.reach}, id, redis.call('HGET', ${keys.device('id')}, 'provider') .. ' ' .. to)
end

local function leave(channel, id)
  local left = redis.call('ZREM', ${keys.channel('channel')}, id)
  redis.call('ZREM', ${keys.subscriptions('id')}, channel)
  if redis.call('EXISTS', ${keys.channel('channel')}) == 0 then redis.call('ZREM', ${keys.channels}, channel) end
  return left
end
`;
