import { appKeys as keys } from '../keys.js';

/** Milliseconds that a token is known: longer than whoever takes with it tries again. */
const TOKEN_KEPT = 3_600_000;

/**
 * What the scripts of quotas share. They have set `base`, `what`, `day` and `token`.
 *
 * `readToken()`: the day of which the token has taken, how many, and whether it takes no more
 * `writeToken(itsDay, amount, isFinal)`
 */
export const QUOTA_TOKEN = `
local function readToken()
  local known = redis.call('GET', ${keys.quotaToken('what', 'token')})
  if not known then return day, 0, false end
  local itsDay, amount, isFinal = string.match(known, '^(%S+) (%d+) (%d)$')
  return itsDay, tonumber(amount), isFinal == '1'
end

local function writeToken(itsDay, amount, isFinal)
  local value = table.concat({itsDay, amount, isFinal and 1 or 0}, ' ')
  redis.call('SET', ${keys.quotaToken('what', 'token')}, value, 'PX', ${TOKEN_KEPT})
end
`;
