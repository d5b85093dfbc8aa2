import { publishKeys as keys } from '../../keys.js';
import { STATUS_FIELDS_LUA } from '../status-fields.js';

/** Milliseconds that a publish nobody ends is kept longer than one that has ended: retries go on for a day. */
const UNFINISHED_MS = 172_800_000;

/**
 * What the scripts of a publish share. Their only key is what its keys begin with.
 *
 * `statusReply()`: the values of STATUS_FIELDS
 * `isTerminal(state)`
 * `stayFor(milliseconds)`: how long its keys are kept from now on, batches excepted
 * `unfinishedFor(now)`: how long those of one that has not ended are
 * `hear(now)`: something has happened to it, so that it is not stalled
 * `owe(state)`: the app is to be told of a state
 * `settle(now)`: brings it to the state that its plan and its deliveries make; returns whether that is another one
 * `isDone()`: nothing is left to do, nor to tell
 */
export const PUBLISH_STEPS = `
local base = KEYS[1]

local function statusReply() return redis.call('HMGET', ${keys.status}, ${STATUS_FIELDS_LUA}) end

local function isTerminal(state) return state ~= 'queued' and state ~= 'planning' and state ~= 'dispatching' end

local function stayFor(milliseconds)
  local all = {${keys.publish}, ${keys.status}, ${keys.batches}, ${keys.untried}, ${keys.reached}}
  for _, key in ipairs(all) do redis.call('PEXPIRE', key, milliseconds) end
end

local function unfinishedFor(now)
  local keepMs, notBefore = unpack(redis.call('HMGET', ${keys.status}, 'keepMs', 'notBeforeMs'))
  local wait = math.max(0, (tonumber(notBefore) or 0) - now)
  return string.format('%.0f', keepMs + wait + ${UNFINISHED_MS})
end

local function hear(now)
  if tonumber(redis.call('HGET', ${keys.status}, 'heardAtMs')) < tonumber(now) then
    redis.call('HSET', ${keys.status}, 'heardAtMs', now)
  end
end

local function outcomesState()
  local counts = redis.call('HMGET', ${keys.status}, 'succeeded', 'failed', 'expired', 'cancelled', 'deadLettered')
  local succeeded, failed, expired, cancelled, deadLettered = unpack(counts)
  if not (failed or expired or cancelled or deadLettered) then return 'succeeded' end
  if succeeded then return 'partially_succeeded' end
  if cancelled then return 'cancelled' end
  if expired then return 'expired' end
  return deadLettered and 'dead_lettered' or 'failed'
end

local function owe(state)
  local untold = redis.call('HGET', ${keys.status}, 'untold')
  redis.call('HSET', ${keys.status}, 'untold', untold and untold .. ' ' .. state or state)
end

local function isDone()
  local endedAt, untold = unpack(redis.call('HMGET', ${keys.status}, 'endedAtMs', 'untold'))
  return endedAt and not untold
end

local function settle(now)
  local status = redis.call('HMGET', ${keys.status}, 'state', 'place', 'open', 'keepMs')
  local state, place, open, keepMs = unpack(status)
  local isOver = place == '' and tonumber(open) == 0
  local becomes = state
  if not isTerminal(state) then
    if place ~= '' then becomes = 'planning' elseif isOver then becomes = outcomesState() else becomes = 'dispatching' end
  end
  redis.call('HSET', ${keys.status}, 'state', becomes)
  if becomes ~= state then owe(becomes) end
  if place == '' then redis.call('UNLINK', ${keys.reached}) end
  if isOver then
    redis.call('HSETNX', ${keys.status}, 'endedAtMs', now)
    redis.call('UNLINK', ${keys.batches}, ${keys.untried})
    stayFor(keepMs)
  end
  return becomes ~= state
end
`;
