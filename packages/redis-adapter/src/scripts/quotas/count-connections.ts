import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** Connections of an app on all nodes. ARGV[5] app. Reply {'OK', epoch, connections}. */
export const countConnections = defineScript(
  'count-connections',
  begin,
  fence,
  `
local app = ARGV[5]
return {'OK', epoch, tonumber(redis.call('HGET', ${keys.quota('app')}, 'total') or 0)}
`,
);
