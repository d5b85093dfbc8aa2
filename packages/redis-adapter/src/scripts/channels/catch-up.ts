import { begin, fence } from '../pieces/begin.js';
import { listUpdate } from '../pieces/lists.js';
import { defineScript } from '../script.js';

/**
 * What happened to a member list after a told stamp.
 *
 * ARGV[5]  channel            ARGV[6]  told epoch                 ARGV[7]  told version
 * Reply    {'OK', epoch, changes | members | partial, version, update}
 */
export const catchUp = defineScript(
  'catch-up',
  begin,
  fence,
  listUpdate,
  `
local kind, version, update = updateSince(ARGV[5], ARGV[6], ARGV[7])
return {'OK', epoch, kind, version, update}
`,
);
