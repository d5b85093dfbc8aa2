import { SWEEP_PATIENCE_MS } from '../../buckets/lease.js';
import { keys } from '../../keys.js';

/** Changes that a late reader can still be told one by one. */
const LOG_LENGTH = 128;

/** Advances a member list and its bounded log. Needs the piece `records`. Log entry: version, + or -, member. */
export const listChanges = `
local function changeList(ref, sign, member)
  local channel, log, version = ${keys.channel('ref')}, ${keys.log('ref')}, nextVersion()
  redis.call('HSETNX', channel, 'forgotten', version - 1)
  redis.call('HSET', channel, 'version', version)
  redis.call('ZADD', log, version, version .. sign .. member)
  redis.call('ZADD', ${keys.changed}, version, ref)
  if redis.call('ZCARD', log) > ${LOG_LENGTH} then
    redis.call('HSET', channel, 'forgotten', redis.call('ZPOPMIN', log)[2])
  end
end

local function show(ref, key, member)
  redis.call('HSET', ${keys.shown('ref')}, key, member)
  changeList(ref, '+', member)
end

local function hide(ref, key)
  local member = redis.call('HGET', ${keys.shown('ref')}, key)
  if not member then return end
  redis.call('HDEL', ${keys.shown('ref')}, key)
  changeList(ref, '-', member)
end
`;

/**
 * What happened to a list after a told stamp; everybody when the log does not reach back, or in another epoch.
 * A list that never changed has the bucket's version: it cannot have been told of anything later. `partial`: in a young
 * epoch not all who live have stated themselves yet.
 */
export const listUpdate = `
local function updateSince(ref, toldEpoch, told)
  local at = redis.call('HMGET', ${keys.channel('ref')}, 'version', 'forgotten')
  local stamp = at[1] or redis.call('HGET', ${keys.meta}, 'version')
  if at[1] and toldEpoch == epoch and tonumber(told) >= tonumber(at[2]) then
    return 'changes', stamp, redis.call('ZRANGEBYSCORE', ${keys.log('ref')}, '(' .. told, '+inf')
  end
  local kind = now - meta[3] < ${SWEEP_PATIENCE_MS} and 'partial' or 'members'
  return kind, stamp, redis.call('HVALS', ${keys.shown('ref')})
end
`;
