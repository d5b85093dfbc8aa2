import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';
import { knownKey } from './known-key.js';

/**
 * Ends a claim with the answer that repeats get. Executed again, because nobody heard the reply, it finds its own
 * answer and says so.
 *
 * ARGV[5]  key                ARGV[6]  token          ARGV[7]  answer             ARGV[8]  ms that it stays
 * Reply    {'OK', epoch, 1 when the answer is recorded, 0 when the token does not hold the key}
 */
export const recordAnswer = defineScript(
  'record-answer',
  begin,
  fence,
  knownKey,
  `
if not isHeld() then return {'OK', epoch, known[1] == token and known[3] == ARGV[7] and 1 or 0} end
redis.call('HSET', ${keys.idempotent('ref')}, 'answer', ARGV[7])
keepFor(tonumber(ARGV[8]))
return {'OK', epoch, 1}
`,
);
