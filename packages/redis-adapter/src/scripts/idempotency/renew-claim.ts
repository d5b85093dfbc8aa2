import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';
import { knownKey } from './known-key.js';

/** Starts a claim's lease anew. ARGV[5] key, [6] token, [7] lease (ms). Reply {'OK', epoch, 1 or 0: not held}. */
export const renewClaim = defineScript(
  'renew-claim',
  begin,
  fence,
  knownKey,
  `
if not isHeld() then return {'OK', epoch, 0} end
keepFor(tonumber(ARGV[7]))
return {'OK', epoch, 1}
`,
);
