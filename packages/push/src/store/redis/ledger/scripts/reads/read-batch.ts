import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../../keys.js';

/**
 * KEYS     what the publish's keys begin with
 * ARGV     number of the batch
 * Reply    nil when nothing of it is open, or {state of the publish, {delivery and its entry by turns}}
 */
export const readBatch = defineScript(`
local base = KEYS[1]
local entries = redis.call('HGETALL', ${keys.batch('ARGV[1]')})
if #entries == 0 then return false end
return {redis.call('HGET', ${keys.status}, 'state'), entries}
`);
