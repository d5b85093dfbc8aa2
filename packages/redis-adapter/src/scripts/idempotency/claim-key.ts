import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';
import { knownKey } from './known-key.js';

/**
 * Claims an idempotency key that is free. Executed again with the same token, because nobody heard the reply, it
 * claims again what it had.
 *
 * ARGV[5]  key                ARGV[6]  token, new     ARGV[7]  fingerprint        ARGV[8]  lease (ms)
 * Reply    {'OK', epoch, 'claimed', 'held', 'done' or 'conflict', answer when it is done or ''}
 */
export const claimKey = defineScript(
  'claim-key',
  begin,
  fence,
  knownKey,
  `
local print = ARGV[7]
if known[1] and not isHeld() then
  if known[2] ~= print then return {'OK', epoch, 'conflict', ''} end
  if known[3] then return {'OK', epoch, 'done', known[3]} end
  return {'OK', epoch, 'held', ''}
end
redis.call('DEL', ${keys.idempotent('ref')})
redis.call('HSET', ${keys.idempotent('ref')}, 'token', token, 'print', print)
keepFor(tonumber(ARGV[8]))
return {'OK', epoch, 'claimed', ''}
`,
);
