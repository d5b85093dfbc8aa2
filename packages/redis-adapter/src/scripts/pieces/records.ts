import { UNCLAIMED_MS } from '../../buckets/lease-times.js';
import { FORMAT, keys } from '../../keys.js';

/**
 * Facts for endpoints. Each goes into the outbox and into the reply; the node that asked has a while to
 * pass it on, then any node does. Needs the local `recordId`, which the caller chose. A record: format, then JSON of
 * [id, channel, event, member key or false, ms, version].
 */
export const records = `
local made = {}

local function nextVersion()
  return redis.call('HINCRBY', ${keys.meta}, 'version', 1)
end

local function record(event, ref, key)
  local id = recordId .. '-' .. (#made + 1)
  local text = '${FORMAT}' .. cjson.encode({id, ref, event, key or false, now, nextVersion()})
  redis.call('HSET', ${keys.outbox}, id, text)
  redis.call('ZADD', ${keys.due}, now + ${UNCLAIMED_MS}, id)
  made[#made + 1] = text
end
`;
