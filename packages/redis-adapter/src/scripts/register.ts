import { LEASE_MS } from '../buckets/lease.js';
import { keys } from '../keys.js';
import { begin } from './pieces/begin.js';
import { defineScript } from './script.js';

/**
 * Registers a node, or raises its generation, and begins a new epoch when there is none or when the server is
 * another one: then everybody who was registered is dead, and registers anew. A new id whose registration was heard
 * but not answered is registered once more.
 *
 * ARGV[5]  1 for an id that is new, 0 for one that is known
 * ARGV[6]  epoch, should one begin
 * ARGV[7]  number of buckets of the installation
 * Reply    {'OK', epoch, run id}; {'FENCED'}: take another id; {'STALE'}: somebody raised it further;
 *          {'BUCKETS', number} when the installation has another number of buckets
 */
export const register = defineScript(
  'register',
  begin,
  `
local generation, isNew = tonumber(ARGV[4]), ARGV[5] == '1'
local buckets = redis.call('HGET', ${keys.meta}, 'buckets')
if buckets and buckets ~= ARGV[7] then return {'BUCKETS', buckets} end
if not epoch or meta[2] ~= run then
  if not isNew then return {'FENCED'} end
  for _, id in ipairs(redis.call('HKEYS', ${keys.nodes})) do redis.call('ZADD', ${keys.dead}, now, id) end
  redis.call('DEL', ${keys.nodes}, ${keys.leases}, ${keys.since})
  redis.call('HSET', ${keys.meta}, 'epoch', ARGV[6], 'run', run, 'began', now,
    'empty', epoch and 0 or 1, 'buckets', ARGV[7])
  redis.call('HINCRBY', ${keys.meta}, 'version', 1)
  epoch = ARGV[6]
else
  local current = tonumber(redis.call('HGET', ${keys.nodes}, node))
  if not current and not isNew then return {'FENCED'} end
  if current and current >= generation then return {'STALE'} end
end
-- It may have died unanswered, and does not hold anything then.
if redis.call('EXISTS', ${keys.held('node')}) == 0 then redis.call('ZREM', ${keys.dead}, node) end
redis.call('HSET', ${keys.nodes}, node, generation)
redis.call('ZADD', ${keys.leases}, now + ${LEASE_MS}, node)
redis.call('HSET', ${keys.since}, node, now)
return {'OK', epoch, run}
`,
);
