import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../keys.js';
import { QUOTA_TOKEN } from './quota-token.js';

/** Milliseconds that a day's use is kept: longer than the day, wherever the clocks stand. */
const DAY_KEPT = 172_800_000;

/**
 * Takes of an allowance what is wanted, or what is left. A token that has got less than it wanted takes nothing more.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     what, day, token, wanted, limit
 * Reply    how many the token has taken
 */
export const takeQuota = defineScript(`
local base, what, day, token, wanted, limit = KEYS[1], unpack(ARGV)
wanted = tonumber(wanted)
${QUOTA_TOKEN}
local itsDay, amount, isFinal = readToken()
if isFinal or amount >= wanted then return math.min(amount, wanted) end
local used = tonumber(redis.call('GET', ${keys.quotaUse('itsDay', 'what')}) or 0)
local more = math.max(0, math.min(wanted - amount, limit - used))
redis.call('INCRBY', ${keys.quotaUse('itsDay', 'what')}, more)
redis.call('PEXPIRE', ${keys.quotaUse('itsDay', 'what')}, ${DAY_KEPT})
writeToken(itsDay, amount + more, amount + more < wanted)
return amount + more
`);
