import { defineScript } from '../redis-script.js';

/**
 * Puts items at the end of a lane, without those that were pushed before. Whoever stops being empty gets a turn above
 * its last one and not below the time, so that none comes again should the lane be forgotten.
 *
 * KEYS     items, state, marks, recency of the marks
 * ARGV[1]  sources whose mark is kept
 * ARGV[2]  items that are kept: the oldest make room
 * ARGV[3]  then source, version ('' without a mark) and item by turns
 * Reply    {the lane's turn, 0 before the first; items that had to make room}
 */
export const pushToLane = defineScript(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local turn = tonumber(redis.call('HGET', KEYS[2], 'turn') or 0)
local wasEmpty = redis.call('EXISTS', KEYS[1]) == 0
local before = {}
local pushed = 0

for at = 3, #ARGV, 3 do
  local source, version, item = ARGV[at], tonumber(ARGV[at + 1]), ARGV[at + 2]
  if version and not before[source] then
    before[source] = tonumber(redis.call('HGET', KEYS[3], source)) or -math.huge
  end
  if not version or version > before[source] then
    redis.call('RPUSH', KEYS[1], item)
    pushed = pushed + 1
    if version then
      local last = tonumber(redis.call('HGET', KEYS[3], source)) or -math.huge
      if version > last then redis.call('HSET', KEYS[3], source, ARGV[at + 1]) end
      redis.call('ZADD', KEYS[4], now, source)
    end
  end
end
if pushed == 0 then return {turn, 0} end

local excess = redis.call('ZCARD', KEYS[4]) - tonumber(ARGV[1])
if excess > 0 then
  for at, entry in ipairs(redis.call('ZPOPMIN', KEYS[4], excess)) do
    if at % 2 == 1 then redis.call('HDEL', KEYS[3], entry) end
  end
end
if wasEmpty then
  turn = math.max(turn + 1, now)
  redis.call('HSET', KEYS[2], 'turn', string.format('%.0f', turn))
  redis.call('HSETNX', KEYS[2], 'first', 1)
  for _, key in ipairs(KEYS) do redis.call('PERSIST', key) end
end

local dropped = math.max(0, redis.call('LLEN', KEYS[1]) - ARGV[2])
if dropped > 0 then
  redis.call('LTRIM', KEYS[1], dropped, -1)
  redis.call('HINCRBY', KEYS[2], 'first', dropped)
end
return {turn, dropped}
`);
