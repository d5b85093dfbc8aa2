import { LEASE_MS } from '../buckets/lease.js';
import { keys } from '../keys.js';
import { begin, fence } from './pieces/begin.js';
import { permission } from './pieces/permission.js';
import { defineScript } from './script.js';

/** Renews a node's lease. Reply {'OK', epoch}, or as the fence says. */
export const renew = defineScript(
  'renew',
  begin,
  fence,
  permission,
  `
cleanSince()
redis.call('ZADD', ${keys.leases}, now + ${LEASE_MS}, node)
return {'OK', epoch}
`,
);
