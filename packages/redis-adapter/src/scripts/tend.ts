import { keys } from '../keys.js';
import { FORGOTTEN_MS } from '../outbox/claim-times.js';
import { begin, fence } from './pieces/begin.js';
import { departures } from './pieces/departures.js';
import { entries } from './pieces/entries.js';
import { listChanges } from './pieces/lists.js';
import { readRecords, records } from './pieces/records.js';
import { defineScript } from './script.js';

/** Graces that one call ends. */
export const TENDED_AT_ONCE = 100;

/**
 * What falls due in a bucket, claimed for the node that asks: graces that end. And what nobody thinks of: records that
 * wait for long, a batch whose mover has had its time, entries of the dead.
 *
 * ARGV[5]  record id
 * Reply    {'OK', epoch, 1 when more is due or 0, 1 when somebody is to be swept or 0, records to be moved, 1 when
 *          forgotten ones are to be moved or 0, {channel, version, members gone, channel, ...}, dead nodes that
 *          were taken out so far}
 */
export const tend = defineScript(
  'tend',
  begin,
  fence,
  entries,
  'local recordId = ARGV[5]',
  records,
  readRecords,
  listChanges,
  departures,
  `
local ended = redis.call('ZRANGEBYSCORE', ${keys.grace}, '-inf', now, 'LIMIT', 0, ${TENDED_AT_ONCE})
local gone, order = {}, {}
for _, entry in ipairs(ended) do
  redis.call('ZREM', ${keys.grace}, entry)
  local kind, ref, key = unpackEntry(entry)
  if kind == 'f' then
    hide(ref, key)
    if not gone[ref] then order[#order + 1] = ref end
    gone[ref] = (gone[ref] or 0) + 1
  elseif kind == 'w' then
    record('member_removed', ref, key)
  elseif kind == 'v' then
    record('channel_vacated', ref)
  end
end
local changes = {}
for _, ref in ipairs(order) do
  changes[#changes + 1] = ref
  changes[#changes + 1] = redis.call('HGET', ${keys.channel('ref')}, 'version')
  changes[#changes + 1] = gone[ref]
  tidy(ref)
end
local function isForgotten()
  local claimed = redis.call('HGET', ${keys.batch}, 'until')
  if claimed then return tonumber(claimed) <= now end
  local oldest = redis.call('ZRANGE', ${keys.outbox}, 0, 0)[1]
  if not oldest then return false end
  -- What this release cannot read is left to one that can.
  local _, at = readRecord(oldest)
  return at and at + ${FORGOTTEN_MS} < now
end
local expired = redis.call('ZCOUNT', ${keys.leases}, '-inf', '(' .. now)
local isMore = #ended == ${TENDED_AT_ONCE}
local isSwept = expired > 0 or redis.call('EXISTS', ${keys.dead}) == 1
local swept = redis.call('HGET', ${keys.meta}, 'swept') or 0
return {'OK', epoch, isMore and 1 or 0, isSwept and 1 or 0, toMove(), isForgotten() and 1 or 0, changes, swept}
`,
);
