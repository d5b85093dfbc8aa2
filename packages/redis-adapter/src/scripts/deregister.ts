import { keys } from '../keys.js';
import { begin, fence } from './pieces/begin.js';
import { defineScript } from './script.js';

/**
 * Takes out a node that ends. What it still holds, as when a statement of its was never heard, is swept like that of
 * a node whose lease has run out. Reply {'OK', epoch}, or as the fence says.
 */
export const deregister = defineScript(
  'deregister',
  begin,
  fence,
  `
redis.call('HDEL', ${keys.nodes}, node)
redis.call('ZREM', ${keys.leases}, node)
redis.call('HDEL', ${keys.since}, node)
if redis.call('EXISTS', ${keys.held('node')}) == 1 then redis.call('ZADD', ${keys.dead}, now, node) end
return {'OK', epoch}
`,
);
