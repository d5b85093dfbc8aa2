import { defineScript } from '@shoal/queue/redis';
import { appKeys as keys } from '../keys.js';

/** Milliseconds that a bucket is kept at most: one without a key is full. */
const BUCKET_KEPT = 86_400_000;

/**
 * Takes tokens of a bucket, or none of them.
 *
 * KEYS     what the keys of the app begin with
 * ARGV     what, capacity, refill per second, tokens, now (ms)
 * Reply    0 when they were taken, otherwise milliseconds until they may be there
 */
export const takeTokens = defineScript(`
local base, what = KEYS[1], ARGV[1]
local capacity, refill, tokens, now = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local held, at = unpack(redis.call('HMGET', ${keys.bucket('what')}, 'tokens', 'atMs'))
held, at = tonumber(held) or capacity, tonumber(at) or now
-- The clocks of processes differ: time never goes back here.
now = math.max(now, at)
held = math.min(capacity, held + (now - at) / 1000 * refill)
local missing = math.min(tokens, capacity) - held
if missing > 0 then return math.min(${BUCKET_KEPT}, math.ceil(missing / refill * 1000)) end
held = held - tokens
redis.call('HSET', ${keys.bucket('what')}, 'tokens', string.format('%.17g', held), 'atMs', string.format('%.0f', now))
local fullIn = math.min(${BUCKET_KEPT}, math.ceil((capacity - held) / refill * 1000))
redis.call('PEXPIRE', ${keys.bucket('what')}, string.format('%.0f', math.max(1, fullIn)))
return 0
`);
