import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../keys.js';

/** Milliseconds that a day's use is kept: longer than the day, wherever the clocks stand. */
const DAY_KEPT = 172_800_000;
/** Milliseconds that a token is known: longer than whoever takes with it tries again. */
const TOKEN_KEPT = 3_600_000;

/**
 * Takes of an allowance what is wanted, or what is left. A token that has taken takes nothing more.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     what, day, token, wanted, limit
 * Reply    how many were taken
 */
export const takeQuota = defineScript(`
local base, what, day, token, wanted, limit = KEYS[1], unpack(ARGV)
local known = redis.call('GET', ${keys.quotaToken('what', 'token')})
if known then return tonumber(known) end
local used = tonumber(redis.call('GET', ${keys.quotaUse('day', 'what')}) or 0)
local taken = math.max(0, math.min(wanted, limit - used))
redis.call('INCRBY', ${keys.quotaUse('day', 'what')}, taken)
redis.call('PEXPIRE', ${keys.quotaUse('day', 'what')}, ${DAY_KEPT})
redis.call('SET', ${keys.quotaToken('what', 'token')}, taken, 'PX', ${TOKEN_KEPT})
return taken
`);
