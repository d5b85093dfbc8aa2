import { keys } from '../../keys.js';

/**
 * An idempotency key as it is now: `ref` is ARGV[5] and `token` ARGV[6]. `known` is {token, print, answer}, all nil
 * when the key is free: what has run out counts as forgotten, whether or not Redis has removed it.
 */
export const knownKey = `
local ref, token = ARGV[5], ARGV[6]
local known = redis.call('HMGET', ${keys.idempotent('ref')}, 'token', 'print', 'answer', 'until')
if not known[4] or tonumber(known[4]) <= now then known = {} end

-- Whether the token's claim still holds the key
local function isHeld() return known[1] == token and not known[3] end

local function keepFor(milliseconds)
  redis.call('HSET', ${keys.idempotent('ref')}, 'until', now + milliseconds)
  redis.call('PEXPIRE', ${keys.idempotent('ref')}, milliseconds)
end
`;
