import { defineScript } from '../redis/redis-script.js';

/**
 * How many jobs are in each state, as BullMQ keeps them. A job whose delay is over waits, although BullMQ lists it
 * among the delayed until a worker has room; one that BullMQ has given up is put back later, so it is delayed.
 *
 * KEYS[1..4]  wait, active, delayed, failed
 * ARGV[1]     what a job's key begins with
 * ARGV[2]     milliseconds since 1970, by the clock that BullMQ goes by here
 * Reply       {waiting, active, delayed, since when the next job could have run or ''}
 */
export const measureDepth = defineScript(`
local now = tonumber(ARGV[2])
-- BullMQ's score: the time, and 12 bits for the order within a millisecond.
local due = redis.call('ZCOUNT', KEYS[3], '-inf', now * 4096 + 4095)
local since = ''
local next = redis.call('LINDEX', KEYS[1], -1)
if next then
  local fields = redis.call('HMGET', ARGV[1] .. next, 'due', 'timestamp', 'opts')
  since = fields[1]
  if not since and fields[2] then
    local delay = fields[3] and tonumber(cjson.decode(fields[3]).delay) or 0
    since = tonumber(fields[2]) + delay
  end
  since = since or ''
end
if due > 0 then
  local first = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  local at = math.floor(tonumber(first[2]) / 4096)
  if since == '' or at < tonumber(since) then since = at end
end
return {
  redis.call('LLEN', KEYS[1]) + due,
  redis.call('LLEN', KEYS[2]),
  redis.call('ZCARD', KEYS[3]) - due + redis.call('ZCARD', KEYS[4]),
  since ~= '' and string.format('%.0f', tonumber(since)) or '',
}
`);

/** Milliseconds since 1970, counts otherwise. */
export interface MeasuredDepth {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly since: number | undefined;
}

export function parseDepth(reply: unknown): MeasuredDepth {
  const [waiting, active, delayed, since] = Array.isArray(reply) ? reply : [];
  const at = Number(since);
  return {
    waiting: Number(waiting),
    active: Number(active),
    delayed: Number(delayed),
    since: since === '' || Number.isNaN(at) ? undefined : at,
  };
}
