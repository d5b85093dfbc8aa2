import { defineScript } from '@shoal/queue/redis';
import { publishKeys as keys } from '../../keys.js';
import { PUBLISH_STEPS } from './publish-steps.js';

/**
 * Moves the plan on by one page, which becomes batches. Nothing happens unless the plan is where the page begins.
 *
 * KEYS     what the publish's keys begin with
 * ARGV[1]  where the page begins
 * ARGV[2]  where the next one does; '' after the last one
 * ARGV[3]  1: what was reached before is left out
 * ARGV[4]  most deliveries of a batch
 * ARGV[5]  now
 * ARGV[6]  then provider and delivery by turns
 * Reply    nil, or {1 when the state has changed, 1 when it is done, status, then of each batch
 *          {number, provider, delivery, ...}}
 */
export const commitPage = defineScript(`${PUBLISH_STEPS}
local from, to, isDeduplicated, size, now = ARGV[1], ARGV[2], ARGV[3] == '1', tonumber(ARGV[4]), ARGV[5]
local place, number = unpack(redis.call('HMGET', ${keys.status}, 'place', 'nextBatch'))
if place ~= from then return false end

local batches, filling, onPage, planned = {}, {}, {}, 0
for at = 6, #ARGV, 2 do
  local provider, delivery = ARGV[at], ARGV[at + 1]
  local isFirst = not onPage[delivery]
  onPage[delivery] = true
  if isFirst and isDeduplicated then isFirst = redis.call('SADD', ${keys.reached}, delivery) == 1 end
  if isFirst then
    local batch = filling[provider]
    -- Beside the deliveries there are a number and the provider.
    if not batch or #batch == size + 2 then
      batch = {number, provider}
      number = number + 1
      filling[provider] = batch
      table.insert(batches, batch)
    end
    table.insert(batch, delivery)
    planned = planned + 1
  end
end

local unfinished = unfinishedFor(now)
for _, batch in ipairs(batches) do
  local entries = {}
  for at = 3, #batch do
    table.insert(entries, batch[at])
    table.insert(entries, '0 0 0 0')
  end
  redis.call('HSET', ${keys.batch('batch[1]')}, unpack(entries))
  redis.call('PEXPIRE', ${keys.batch('batch[1]')}, unfinished)
  redis.call('HSET', ${keys.batches}, batch[1], batch[2])
  redis.call('HINCRBY', ${keys.status}, 'planned:' .. batch[2], #batch - 2)
  redis.call('SADD', ${keys.untried}, batch[1])
end

redis.call('HSET', ${keys.status}, 'place', to, 'nextBatch', number)
redis.call('HINCRBY', ${keys.status}, 'planned', planned)
redis.call('HINCRBY', ${keys.status}, 'open', planned)
hear(now)
stayFor(unfinished)
local isChanged = settle(now)
return {isChanged and 1 or 0, isDone() and 1 or 0, statusReply(), unpack(batches)}
`);
