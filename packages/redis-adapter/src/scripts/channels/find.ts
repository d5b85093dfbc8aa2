import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** ARGV[5] channel. Reply {'OK', epoch, subscriptions, members}; members in grace are not counted. */
export const find = defineScript(
  'find',
  begin,
  fence,
  `
local ref = ARGV[5]
local total = tonumber(redis.call('HGET', ${keys.channel('ref')}, 'total') or 0)
return {'OK', epoch, total, redis.call('HLEN', ${keys.present('ref')})}
`,
);
