import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { DEVICE_FIELDS_LUA } from '../stored-device.js';

/**
 * KEYS     what the keys of the app begin with
 * ARGV     devices
 * Reply    of each device its DEVICE_FIELDS, all nil when it is not there
 */
export const readDevices = defineScript(`
local base, reply = KEYS[1], {}
for at, id in ipairs(ARGV) do
  reply[at] = redis.call('HMGET', ${keys.device('id')}, ${DEVICE_FIELDS_LUA})
end
return reply
`);
