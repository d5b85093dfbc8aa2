import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';
import { PUBLISH_STEPS } from './publish-steps.js';

/**
 * Ends the plan of a publish, and gives it its last state, unless it has one.
 *
 * KEYS     what its keys begin with
 * ARGV     state, reason, now
 * Reply    nil without such a publish, or {1 when this has stopped it, 1 when it is done, its status}
 */
export const stopPublish = defineScript(`${PUBLISH_STEPS}
local state, reason, now = unpack(ARGV)
local before = redis.call('HGET', ${keys.status}, 'state')
if not before then return false end
if isTerminal(before) then return {0, isDone() and 1 or 0, statusReply()} end
redis.call('HSET', ${keys.status}, 'state', state, 'errorReason', reason, 'place', '')
owe(state)
hear(now)
settle(now)
return {1, 0, statusReply()}
`);
