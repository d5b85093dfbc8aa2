import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';
import { PUBLISH_STEPS } from './publish-steps.js';

/**
 * Counts what became of deliveries of a batch. What is not open counts nothing, nor does the last attempt again.
 *
 * KEYS     what the publish's keys begin with
 * ARGV[1]  number of the batch
 * ARGV[2]  now
 * ARGV[3]  then delivery, outcome, 1 when it was attempted, notBeforeMs and time of the attempt by turns
 * Reply    nil when nothing of the batch is open, or
 *          {1 when the state has changed, 1 when it is done, status, then of each result 1 when it counts}
 */
export const recordResults = defineScript(`${PUBLISH_STEPS}
local number, now = ARGV[1], ARGV[2]
if redis.call('EXISTS', ${keys.batch('number')}) == 0 then return false end
local more, counted = {}, {}
local function count(what, by) more[what] = (more[what] or 0) + by end

for at = 3, #ARGV, 5 do
  local delivery, outcome, attempted, notBefore, attemptedAt = unpack(ARGV, at, at + 4)
  local entry = redis.call('HGET', ${keys.batch('number')}, delivery)
  local isCounted = false
  if entry then
    local attempts, _, first, last = string.match(entry, '^(%S+) (%S+) (%S+) (%S+)$')
    attempts, attempted = tonumber(attempts), tonumber(attempted)
    isCounted = outcome ~= 'retry' or attemptedAt ~= last
    if isCounted and outcome == 'retry' then
      if attempted == 1 and attempts == 0 then first = attemptedAt end
      local changed = table.concat({attempts + attempted, notBefore, first, attemptedAt}, ' ')
      redis.call('HSET', ${keys.batch('number')}, delivery, changed)
      count('retryScheduled', attempted)
    elseif isCounted then
      redis.call('HDEL', ${keys.batch('number')}, delivery)
      count(outcome, 1)
      count('open', -1)
    end
    if isCounted then
      count('dispatched', attempted)
      if attempts > 0 then count('retryAttempted', attempted) end
    end
  end
  table.insert(counted, isCounted and 1 or 0)
end

for what, by in pairs(more) do
  if by ~= 0 then redis.call('HINCRBY', ${keys.status}, what, by) end
end
local unfinished = unfinishedFor(now)
if redis.call('PEXPIRE', ${keys.batch('number')}, unfinished) == 0 then
  redis.call('HDEL', ${keys.batches}, number)
  redis.call('SREM', ${keys.untried}, number)
end
hear(now)
stayFor(unfinished)
local isChanged = settle(now)
return {isChanged and 1 or 0, isDone() and 1 or 0, statusReply(), unpack(counted)}
`);
