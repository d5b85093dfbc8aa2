import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** ARGV[5] channel. Reply {'OK', epoch, member, member, ...} without those in grace. */
export const members = defineScript(
  'members',
  begin,
  fence,
  `
local ref = ARGV[5]
local reply = {'OK', epoch}
for _, key in ipairs(redis.call('HKEYS', ${keys.present('ref')})) do
  reply[#reply + 1] = redis.call('HGET', ${keys.shown('ref')}, key)
end
return reply
`,
);
