import { keys } from '../../keys.js';
import { begin, fence } from '../pieces/begin.js';
import { defineScript } from '../script.js';

/** What nodes need to count together. Reply {'OK', epoch, time (ms), nodes that are registered}. */
export const lookAround = defineScript(
  'look-around',
  begin,
  fence,
  `
return {'OK', epoch, now, redis.call('HLEN', ${keys.nodes})}
`,
);
