import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { PAGE } from '../../list-page.js';
import { DEVICE_FIELDS_LUA } from '../stored-device.js';

/**
 * KEYS     what the keys of the app begin with
 * ARGV     client or '' for all devices, where the page begins, how long it is
 * Reply    {last name or nil at the end, then of each device its DEVICE_FIELDS}
 */
export const pageDevices = defineScript(`${PAGE}
local base, client = KEYS[1], ARGV[1]
local list = client == '' and ${keys.devices} or ${keys.client('client')}
local ids, next = page(list, ARGV[2], ARGV[3])
local reply = {next}
for _, id in ipairs(ids) do
  table.insert(reply, redis.call('HMGET', ${keys.device('id')}, ${DEVICE_FIELDS_LUA}))
end
return reply
`);
