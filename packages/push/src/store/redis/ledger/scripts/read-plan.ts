import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';

/**
 * KEYS     what the publish's keys begin with
 * Reply    nil without such a publish, or {place, number of the next batch, state, untried batches,
 *          {number and provider of the open ones by turns}}
 */
export const readPlan = defineScript(`
local base = KEYS[1]
local place, nextBatch, state = unpack(redis.call('HMGET', ${keys.status}, 'place', 'nextBatch', 'state'))
if not place then return false end
return {place, nextBatch, state, redis.call('SCARD', ${keys.untried}), redis.call('HGETALL', ${keys.batches})}
`);
