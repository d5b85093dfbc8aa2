import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';
import { PUBLISH_STEPS } from './publish-steps.js';

/**
 * Enters a publish into the ledger, unless there is one of its id.
 *
 * KEYS     what its keys begin with
 * ARGV     JSON, acceptedAtMs, notBeforeMs or '', keepMs, now
 * Reply    {1 when it is new, its status}
 */
export const createPublish = defineScript(`${PUBLISH_STEPS}
if redis.call('EXISTS', ${keys.status}) == 1 then return {0, statusReply()} end
local json, acceptedAt, notBefore, keepMs, now = unpack(ARGV)
redis.call('SET', ${keys.publish}, json)
redis.call('HSET', ${keys.status}, 'state', 'queued', 'place', '0', 'nextBatch', 0, 'open', 0,
  'acceptedAtMs', acceptedAt, 'keepMs', keepMs, 'heardAtMs', now)
if notBefore ~= '' then redis.call('HSET', ${keys.status}, 'notBeforeMs', notBefore) end
hear(notBefore ~= '' and notBefore or acceptedAt)
stayFor(unfinishedFor(now))
return {1, statusReply()}
`);
