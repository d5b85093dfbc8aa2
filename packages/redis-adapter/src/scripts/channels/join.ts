import { SWEEP_PATIENCE_MS } from '../../buckets/lease.js';
import { keys } from '../../keys.js';
import { arrivals } from '../pieces/arrivals.js';
import { begin, fence } from '../pieces/begin.js';
import { entries } from '../pieces/entries.js';
import { listChanges, listUpdate } from '../pieces/lists.js';
import { records } from '../pieces/records.js';
import { defineScript } from '../script.js';

/**
 * A node's sockets 0 -> 1 on a channel, or the first socket of a user; also what a node asserts after a loss.
 *
 * ARGV[5]  channel            ARGV[6]  sockets of this node       ARGV[7]  wants (bits)    ARGV[8]  record id
 * ARGV[9]  told epoch, - for no update                             ARGV[10] told version
 * ARGV[11] epoch that the node asserts from, empty for a join. In a bucket that began empty it is silent for as
 *          long as nobody sweeps: the facts were told before everything was lost.
 * ARGV[12] member key, ARGV[13] member, ARGV[14] most members or empty; all absent without a member
 * Reply    {'OK', epoch, added | updated | was added | was updated | '', total, records to be moved, update kind or '',
 *          version, update} or {'FULL', epoch}
 */
export const join = defineScript(
  'join',
  begin,
  fence,
  entries,
  `
local ref, count, wants, recordId = ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7]), ARGV[8]
local from, key, member, most = ARGV[11], ARGV[12], ARGV[13], tonumber(ARGV[14])
local isAssertion = from ~= ''
local isSilent = isAssertion and from ~= epoch and meta[4] == '1' and now - meta[3] < ${SWEEP_PATIENCE_MS}
if key and most and redis.call('HEXISTS', ${keys.present('ref')}, key) == 0
  and redis.call('HLEN', ${keys.present('ref')}) >= most then return {'FULL', epoch} end
`,
  records,
  listChanges,
  listUpdate,
  arrivals,
  `
local total = occupy(ref, count, wants)
if not key then return {'OK', epoch, '', total, toMove(), '', 0, {}} end
local change = admit(ref, key, member, wants)
if ARGV[9] == '-' then
  return {'OK', epoch, change, total, toMove(), '', redis.call('HGET', ${keys.channel('ref')}, 'version'), {}}
end
local kind, version, update = updateSince(ref, ARGV[9], ARGV[10])
return {'OK', epoch, change, total, toMove(), kind, version, update}
`,
);
