import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../../keys.js';
import { DEVICE_STEPS } from '../device-steps.js';

/**
 * What became of something that was sent to a token. Nothing happens if the device has another one by now, or the same
 * failure was told before.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     device, hash of the token, when (ms), failures in a row that make it FAILED or '' for a success, reason
 * Reply    nil, or {state before, state after} when it has changed
 */
export const reportDelivery = defineScript(`${DEVICE_STEPS}
local id, token, at, threshold, reason = unpack(ARGV)
local device = ${keys.device('id')}
local known = redis.call('HMGET', device, 'state', 'tokenHash', 'lastActiveAtMs', 'failedAtMs')
local state, knownToken, active, failedAt = unpack(known)
if not state or knownToken ~= token then return false end

local becomes = 'ACTIVE'
if threshold == '' then
  if tonumber(at) > (tonumber(active) or -1) then redis.call('HSET', device, 'lastActiveAtMs', at) end
  if state ~= 'ACTIVE' then
    redis.call('HSET', device, 'failureCount', 0)
    redis.call('HDEL', device, 'errorReason', 'failedAtMs')
  end
else
  if failedAt == at then return false end
  redis.call('HSET', device, 'errorReason', reason, 'failedAtMs', at)
  local failures = redis.call('HINCRBY', device, 'failureCount', 1)
  becomes = (state == 'FAILED' or failures >= tonumber(threshold)) and 'FAILED' or 'FAILING'
end
if becomes == state then return false end
moveTo(id, state, becomes)
return {state, becomes}
`);
