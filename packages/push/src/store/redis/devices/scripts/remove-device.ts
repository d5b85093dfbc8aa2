import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { DEVICE_STEPS } from '../device-steps.js';

/**
 * Takes out a device and its subscriptions.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     id, hash of the token that it must have, or ''
 * Reply    1 when it has gone, else 0
 */
export const removeDevice = defineScript(`${DEVICE_STEPS}
local id, token = unpack(ARGV)
local state, client, knownToken = unpack(redis.call('HMGET', ${keys.device('id')}, 'state', 'clientId', 'tokenHash'))
if not state or (token ~= '' and token ~= knownToken) then return 0 end
for _, channel in ipairs(redis.call('ZRANGE', ${keys.subscriptions('id')}, 0, -1)) do leave(channel, id) end
redis.call('ZREM', ${keys.devices}, id)
if client ~= '' then redis.call('ZREM', ${keys.client('client')}, id) end
moveTo(id, state, nil)
redis.call('DEL', ${keys.device('id')})
return 1
`);
