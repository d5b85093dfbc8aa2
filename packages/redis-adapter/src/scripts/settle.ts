import { keys } from '../keys.js';
import { begin, fence } from './pieces/begin.js';
import { defineScript } from './script.js';

/** Forgets records that were passed on. ARGV[5], [6], ... record ids. Reply {'OK', epoch}. */
export const settle = defineScript(
  'settle',
  begin,
  fence,
  `
for at = 5, #ARGV do
  redis.call('HDEL', ${keys.outbox}, ARGV[at])
  redis.call('ZREM', ${keys.due}, ARGV[at])
end
return {'OK', epoch}
`,
);
