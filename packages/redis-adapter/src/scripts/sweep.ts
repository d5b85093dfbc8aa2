import { SWEEP_PATIENCE_MS } from '../buckets/lease.js';
import { keys } from '../keys.js';
import { begin, fence } from './pieces/begin.js';
import { connections } from './pieces/connections.js';
import { departures } from './pieces/departures.js';
import { entries } from './pieces/entries.js';
import { listChanges } from './pieces/lists.js';
import { permission } from './pieces/permission.js';
import { records } from './pieces/records.js';
import { users } from './pieces/users.js';
import { defineScript } from './script.js';

/** Entries that one call takes out: a script must not hold the server up. */
const SWEPT_AT_ONCE = 200;

/**
 * Takes out what a dead node held, some entries a call; there is no grace. Whoever's lease has run out is dead.
 *
 * ARGV[5]  record id
 * ARGV[6]  the node's own former id, which needs no permission; empty for anybody's
 * Reply    {'OK', epoch, 1 when more is left (of that id, of all) or 0, records to be moved,
 *          {channel, version, members gone, channel, ...}, {user gone, id of a watcher, user gone, ...},
 *          connections that were taken out}
 */
export const sweep = defineScript(
  'sweep',
  begin,
  fence,
  entries,
  `local recordId, victim = ARGV[5], ARGV[6]`,
  records,
  listChanges,
  departures,
  connections,
  users,
  permission,
  `
if victim == '' then
  if now - cleanSince() < ${SWEEP_PATIENCE_MS} then return {'OK', epoch, 0, toMove(), {}, {}, 0} end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', ${keys.leases}, '-inf', '(' .. now)) do
    redis.call('ZREM', ${keys.leases}, id)
    redis.call('HDEL', ${keys.nodes}, id)
    redis.call('HDEL', ${keys.since}, id)
    redis.call('ZADD', ${keys.dead}, now, id)
  end
  victim = redis.call('ZRANGE', ${keys.dead}, 0, 0)[1]
end
if not victim or not redis.call('ZSCORE', ${keys.dead}, victim) then return {'OK', epoch, 0, toMove(), {}, {}, 0} end
local gone, order, offline, sockets = {}, {}, {}, 0
local held = ${keys.held('victim')}
for _, entry in ipairs(redis.call('ZRANGE', held, 0, ${SWEPT_AT_ONCE} - 1)) do
  local kind, ref, key = unpackEntry(entry)
  local wants = tonumber(redis.call('HGET', ${keys.channel('ref')}, 'wants') or 0)
  if kind == 'c' then
    if setCount(ref, victim, 0) then vacate(ref, wants, 0) end
  elseif kind == 'm' then
    local isGone = dismiss(ref, victim, key, wants, {frames = 0, webhooks = 0})
    if isGone then gone[ref] = (gone[ref] or 0) + 1 end
  elseif kind == 'a' then
    sockets = sockets + setConnections(ref, victim, 0)
  elseif kind == 'w' then
    unwatch(ref, victim, key)
  elseif kind == 'u' and setSockets(ref, victim, 0) == 'offline' then
    for _, watcher in ipairs(redis.call('HKEYS', ${keys.watchers('ref')})) do
      offline[#offline + 1] = ref
      offline[#offline + 1] = watcher
    end
  end
  redis.call('ZREM', held, entry)
  if (kind == 'c' or kind == 'm') and not order[ref] then
    order[ref] = true
    order[#order + 1] = ref
  end
end
local changes = {}
for _, ref in ipairs(order) do
  if gone[ref] then
    changes[#changes + 1] = ref
    changes[#changes + 1] = redis.call('HGET', ${keys.channel('ref')}, 'version')
    changes[#changes + 1] = gone[ref]
  end
  tidy(ref)
end
if redis.call('EXISTS', held) == 0 then
  redis.call('ZREM', ${keys.dead}, victim)
  redis.call('HINCRBY', ${keys.meta}, 'swept', 1)
end
local isMore = redis.call('EXISTS', ARGV[6] == '' and ${keys.dead} or held) == 1
return {'OK', epoch, isMore and 1 or 0, toMove(), changes, offline, sockets}
`,
);
