import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';

/**
 * KEYS     what the keys of the app begin with
 * ARGV     channel, device
 * Reply    1, or 0 without such a device
 */
export const subscribeDevice = defineScript(`
local base, channel, id = KEYS[1], ARGV[1], ARGV[2]
if redis.call('EXISTS', ${keys.device('id')}) == 0 then return 0 end
redis.call('ZADD', ${keys.channel('channel')}, 0, id)
redis.call('ZADD', ${keys.subscriptions('id')}, 0, channel)
redis.call('ZADD', ${keys.channels}, 0, channel)
return 1
`);
