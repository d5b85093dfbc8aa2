/**
 * Runs every command that the adapter's scripts use, and tells which of them Redis refuses, and why.
 *
 * KEYS: one key for each of string, hash, set, sorted set, list.
 * Reply: name and reason by turns.
 */
export const ACCESS_SCRIPT = `
local refused = {}
local function try(name, ...)
  local reply = redis.pcall(name, ...)
  if type(reply) == 'table' and reply.err then
    refused[#refused + 1] = name
    refused[#refused + 1] = reply.err
  end
end

local text, hash, set, sorted, list = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
try('INFO', 'server')
try('TIME')

try('SET', text, '1', 'PX', 10000)
try('GET', text)
try('INCR', text)
try('PEXPIRE', text, 10000)
try('PTTL', text)
try('EXISTS', text)

try('HSET', hash, 'a', '1', 'b', '2')
try('PEXPIRE', hash, 10000)
try('HGET', hash, 'a')
try('HMGET', hash, 'a', 'b')
try('HGETALL', hash)
try('HINCRBY', hash, 'a', 1)
try('HEXISTS', hash, 'a')
try('HLEN', hash)
try('HDEL', hash, 'a')

try('SADD', set, 'a', 'b')
try('PEXPIRE', set, 10000)
try('SISMEMBER', set, 'a')
try('SCARD', set)
try('SMEMBERS', set)
try('SREM', set, 'a')
try('SPOP', set)

try('ZADD', sorted, 0, 'a', 1, 'b')
try('PEXPIRE', sorted, 10000)
try('ZSCORE', sorted, 'a')
try('ZCARD', sorted)
try('ZCOUNT', sorted, '-inf', '+inf')
try('ZRANGE', sorted, 0, -1)
try('ZRANGEBYSCORE', sorted, '-inf', '+inf', 'LIMIT', 0, 1)
try('ZRANGEBYLEX', sorted, '-', '+')
try('ZREMRANGEBYSCORE', sorted, 5, 6)
try('ZREMRANGEBYRANK', sorted, 5, 6)
try('ZREM', sorted, 'a')
try('ZPOPMIN', sorted)

try('RPUSH', list, 'a', 'b')
try('LPUSH', list, 'c')
try('PEXPIRE', list, 10000)
try('LRANGE', list, 0, -1)
try('LLEN', list)
try('LTRIM', list, 0, 0)
try('LPOP', list)

try('DEL', text, hash, set, sorted, list)
return refused
`;
