import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { departures, WANTS } from '../pieces/departures.js';
import { entries } from '../pieces/entries.js';
import { listChanges, listUpdate } from '../pieces/lists.js';
import { records } from '../pieces/records.js';
import { defineScript } from '../script.js';

/**
 * A node's sockets 1 -> 0 on a channel, or the last socket of a user.
 *
 * ARGV[5]  channel            ARGV[6]  sockets that are left      ARGV[7]  wants (bits)    ARGV[8]  record id
 * ARGV[9]  told epoch         ARGV[10] told version
 * ARGV[11] grace of frames, ARGV[12] of webhooks (ms)
 * ARGV[13] epoch in which this node was known to be in the channel, or empty
 * ARGV[14] member key, absent without a member
 * Reply    {'OK', epoch, removed | '', total, records to be moved, update kind or '', version, update}
 */
export const leave = defineScript(
  'leave',
  begin,
  fence,
  entries,
  `local ref, count, wants, recordId = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local wait, key = {frames = tonumber(ARGV[11]), webhooks = tonumber(ARGV[12])}, ARGV[14]`,
  records,
  listChanges,
  listUpdate,
  departures,
  `
-- A failover lost the join, and endpoints were told of it: they have to be told of the end as well.
if ARGV[13] ~= '' and ARGV[13] ~= epoch and meta[4] == '0' then
  local isHere = redis.call('HEXISTS', ${keys.present('ref')}, key or '') == 1
  if key and not isHere and not isInGrace({'w', 'x'}, ref, key)
    and bit.band(wants, ${WANTS.member_removed}) > 0 then record('member_removed', ref, key) end
  if count == 0 and tonumber(redis.call('HGET', ${keys.channel('ref')}, 'total') or 0) == 0
    and not isInGrace({'v', 'y'}, ref, '')
    and bit.band(wants, ${WANTS.channel_vacated}) > 0 then record('channel_vacated', ref) end
end
local isGone = key and dismiss(ref, node, key, wants, wait)
if setCount(ref, node, count) then vacate(ref, wants, wait.webhooks) end
local total = tonumber(redis.call('HGET', ${keys.channel('ref')}, 'total') or 0)
local kind, version, update = '', 0, {}
if key then kind, version, update = updateSince(ref, ARGV[9], ARGV[10]) end
tidy(ref)
return {'OK', epoch, isGone and 'removed' or '', total, toMove(), kind, version, update}
`,
);
