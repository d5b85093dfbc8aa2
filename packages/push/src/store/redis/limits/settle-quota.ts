import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../keys.js';
import { QUOTA_TOKEN } from './quota-token.js';

/**
 * Gives back what a token has taken and nobody has used. It takes nothing more from then on.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     what, day, token, used
 * Reply    nil
 */
export const settleQuota = defineScript(`
local base, what, day, token, used = KEYS[1], unpack(ARGV)
${QUOTA_TOKEN}
local itsDay, amount = readToken()
local kept = math.min(amount, tonumber(used))
-- Who has taken nothing must not make a key that never goes.
if amount > kept then redis.call('DECRBY', ${keys.quotaUse('itsDay', 'what')}, amount - kept) end
writeToken(itsDay, kept, true)
return false
`);
