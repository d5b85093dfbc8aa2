import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { DEVICE_STEPS } from '../device-steps.js';
import { DEVICE_FIELDS_LUA } from '../stored-device.js';

/**
 * Enters a device, or changes it. A new token, or a FAILED device, becomes ACTIVE without failures.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     id, JSON of the registration, client or '', provider, hash of the token, digest of the identity,
 *          1 when that replaces another, lastActiveAtMs or ''
 * Reply    {inserted, unchanged or updated; then DEVICE_FIELDS}
 */
export const registerDevice = defineScript(`${DEVICE_STEPS}
local id, json, client, provider, token, digest, isRotation, active = unpack(ARGV)
local device = ${keys.device('id')}
local known = redis.call('HMGET', device, 'registration', 'state', 'clientId', 'tokenHash', 'lastActiveAtMs')
local knownJson, state, knownClient, knownToken, knownActive = unpack(known)

local function reply(change) return {change, unpack(redis.call('HMGET', device, ${DEVICE_FIELDS_LUA}))} end
if knownJson == json and state ~= 'FAILED' and isRotation == '0' then return reply('unchanged') end

redis.call('HSET', device, 'registration', json, 'clientId', client, 'provider', provider, 'tokenHash', token)
if not knownJson or isRotation == '1' then redis.call('HSET', device, 'identityDigest', digest) end
if active ~= '' and tonumber(active) > (tonumber(knownActive) or -1) then
  redis.call('HSET', device, 'lastActiveAtMs', active)
end
if knownToken ~= token or state == 'FAILED' then
  redis.call('HSET', device, 'failureCount', 0)
  redis.call('HDEL', device, 'errorReason', 'failedAtMs')
  moveTo(id, state, 'ACTIVE')
else
  moveTo(id, state, state)
end

redis.call('ZADD', ${keys.devices}, 0, id)
if knownClient and knownClient ~= client then redis.call('ZREM', ${keys.client('knownClient')}, id) end
if client ~= '' then redis.call('ZADD', ${keys.client('client')}, 0, id) end
return reply(knownJson and 'updated' or 'inserted')
`);
