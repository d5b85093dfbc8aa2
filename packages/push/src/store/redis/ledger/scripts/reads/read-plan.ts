import { defineScript } from '@shoal/queue/redis';
import { PROVIDERS } from '../../../../../model/provider.js';
import { publishKeys as keys } from '../../../keys.js';

const planned = PROVIDERS.map((provider) => `'planned:${provider}'`).join(', ');

/**
 * KEYS     what the publish's keys begin with
 * Reply    nil without such a publish, or {place, number of the next batch, state, untried batches,
 *          {number and provider of the open ones by turns}, untold states, {planned of each of PROVIDERS}}
 */
export const readPlan = defineScript(`
local base = KEYS[1]
local place, nextBatch, state, untold =
  unpack(redis.call('HMGET', ${keys.status}, 'place', 'nextBatch', 'state', 'untold'))
if not place then return false end
local untried, open = redis.call('SCARD', ${keys.untried}), redis.call('HGETALL', ${keys.batches})
return {place, nextBatch, state, untried, open, untold or '', redis.call('HMGET', ${keys.status}, ${planned})}
`);
