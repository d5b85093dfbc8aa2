import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** The last event of a cache channel. ARGV[5] channel. Reply {'OK', epoch, event or '', ms left}. */
export const recall = defineScript(
  'recall',
  begin,
  fence,
  `
local ref = ARGV[5]
local last = redis.call('HMGET', ${keys.last('ref')}, 'event', 'until')
if not last[1] or tonumber(last[2]) <= now then return {'OK', epoch, '', 0} end
return {'OK', epoch, last[1], math.ceil(last[2] - now)}
`,
);
