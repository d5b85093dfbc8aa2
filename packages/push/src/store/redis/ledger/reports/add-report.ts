import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';

/**
 * Keeps what was reported of a delivery, as long as its publish is kept.
 *
 * KEYS     what the publish's keys begin with
 * ARGV     name of the delivery or '', when (ms), outcome, JSON, most deliveries to keep
 * Reply    1 when it counts
 */
export const addReport = defineScript(`
local base = KEYS[1]
local name, at, outcome, json, most = unpack(ARGV)
local lifetime = redis.call('PTTL', ${keys.status})
if lifetime < 0 then return 0 end

if name ~= '' then
  local known = redis.call('HGET', ${keys.reports}, name)
  if known then
    local knownAt, knownOutcome = string.match(known, '^(%d+) (%S+) ')
    local age = tonumber(at) - tonumber(knownAt)
    if age < 0 or (age == 0 and outcome == knownOutcome) then return 0 end
    redis.call('HINCRBY', ${keys.reportCounts}, knownOutcome, -1)
  elseif redis.call('HLEN', ${keys.reports}) >= tonumber(most) then
    local oldest = redis.call('ZPOPMIN', ${keys.reportTimes})[1]
    if oldest then redis.call('HDEL', ${keys.reports}, oldest) end
  end
  redis.call('HSET', ${keys.reports}, name, table.concat({at, outcome, json}, ' '))
  redis.call('ZADD', ${keys.reportTimes}, at, name)
end
redis.call('HINCRBY', ${keys.reportCounts}, outcome, 1)
for _, key in ipairs({${keys.reports}, ${keys.reportTimes}, ${keys.reportCounts}}) do
  redis.call('PEXPIRE', key, lifetime)
end
return 1
`);
