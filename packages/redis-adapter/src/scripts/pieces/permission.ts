import { CLEAN_GAP_MS, LEASE_MS } from '../../buckets/lease.js';
import { keys } from '../../keys.js';

/**
 * Forgets this node's clean renewals when the last one is too long ago: then the server was away, or the node,
 * and others that look expired may only be behind in the queue.
 */
export const permission = `
local function cleanSince()
  local renewed = redis.call('ZSCORE', ${keys.leases}, node) - ${LEASE_MS}
  if now - renewed > ${CLEAN_GAP_MS} then redis.call('HSET', ${keys.since}, node, now) end
  return tonumber(redis.call('HGET', ${keys.since}, node))
end
`;
