import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** Sockets of a user on all nodes. ARGV[5] user. Reply {'OK', epoch, sockets}. */
export const countSockets = defineScript(
  'count-sockets',
  begin,
  fence,
  `
local ref = ARGV[5]
return {'OK', epoch, tonumber(redis.call('HGET', ${keys.user('ref')}, 'total') or 0)}
`,
);
