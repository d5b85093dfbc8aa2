import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../../keys.js';

/**
 * KEYS     what the publish's keys begin with
 * ARGV[1]  where the plan has to be
 * ARGV[2]  then deliveries
 * Reply    nil when the plan is elsewhere, or those that no page has reached
 */
export const findUnreached = defineScript(`
local base = KEYS[1]
if redis.call('HGET', ${keys.status}, 'place') ~= ARGV[1] then return false end
local unreached = {}
for at = 2, #ARGV do
  local delivery = ARGV[at]
  if redis.call('SISMEMBER', ${keys.reached}, delivery) == 0 then table.insert(unreached, delivery) end
end
return unreached
`);
