import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { DEVICE_STEPS } from '../device-steps.js';

/**
 * Ends one subscription, all of a device, or all of a channel. That one takes no longer for a large channel: what its
 * devices still hold of it is found to be over when somebody looks.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     channel or '', device or ''
 * Reply    how many subscriptions there were
 */
export const unsubscribe = defineScript(`${DEVICE_STEPS}
local channel, id = unpack(ARGV)
if id == '' then
  local count = redis.call('ZCARD', ${keys.channel('channel')})
  redis.call('UNLINK', ${keys.channel('channel')})
  redis.call('ZREM', ${keys.channels}, channel)
  return count
end
if channel ~= '' then return leave(channel, id) end
local count = 0
for _, each in ipairs(redis.call('ZRANGE', ${keys.subscriptions('id')}, 0, -1)) do count = count + leave(each, id) end
return count
`);
