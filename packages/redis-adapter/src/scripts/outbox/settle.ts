import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/**
 * Forgets a batch that was passed on. One that another mover has taken over, or another batch, stays.
 *
 * ARGV[5]  id of the batch          ARGV[6]  token of the mover
 * Reply    {'OK', epoch, 1 when the outbox has more and no batch is out, or 0}
 */
export const settle = defineScript(
  'settle',
  begin,
  fence,
  `
local batch = redis.call('HMGET', ${keys.batch}, 'id', 'mover')
if batch[1] == ARGV[5] and batch[2] == ARGV[6] then redis.call('DEL', ${keys.batch}, ${keys.batched}) end
local isFree = redis.call('EXISTS', ${keys.batch}) == 0
return {'OK', epoch, isFree and redis.call('EXISTS', ${keys.outbox}) or 0}
`,
);
