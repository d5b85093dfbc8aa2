import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';
import { PUBLISH_STEPS } from './publish-steps.js';

/**
 * Somebody has looked at a publish, and perhaps been through a batch of it.
 *
 * KEYS     what its keys begin with
 * ARGV     when (ms), number of the batch or ''
 * Reply    1 while there is more to plan
 */
export const tryBatch = defineScript(`${PUBLISH_STEPS}
local now, number = unpack(ARGV)
local place = redis.call('HGET', ${keys.status}, 'place')
if not place then return 0 end
if number ~= '' then redis.call('SREM', ${keys.untried}, number) end
hear(now)
return place ~= '' and 1 or 0
`);
