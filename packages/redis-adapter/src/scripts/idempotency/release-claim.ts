import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';
import { knownKey } from './known-key.js';

/** Gives a key back, if it is held. ARGV[5] key, [6] token. Reply {'OK', epoch}. */
export const releaseClaim = defineScript(
  'release-claim',
  begin,
  fence,
  knownKey,
  `
if isHeld() then redis.call('DEL', ${keys.idempotent('ref')}) end
return {'OK', epoch}
`,
);
