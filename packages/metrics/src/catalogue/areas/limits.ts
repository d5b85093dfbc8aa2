import { APP_ID, UNKNOWN_APP } from '../label-values.js';
import type { Catalogue, LabelSet } from '../metric-definition.js';

export const LIMITER_TYPES = [
  'api',
  'websocket',
  'backend_event',
  'client_event',
  'read_request',
  'message',
] as const;
const LIMITER_TYPE = { values: LIMITER_TYPES };

const QUOTA = { values: ['connections'] } as const;

/** `api` and `websocket` limit an address before its app is known; the others belong to an app. */
function limiterHappens({ app_id, limiter_type }: LabelSet): boolean {
  const limitsAddresses = limiter_type === 'api' || limiter_type === 'websocket';
  return limitsAddresses === (app_id === UNKNOWN_APP);
}

export const limitMetrics = {
  rate_limit_checks_total: {
    type: 'counter',
    labels: { app_id: APP_ID, limiter_type: LIMITER_TYPE, result: { values: ['allowed', 'limited'] } },
    seed: 'seed1',
    help: 'Questions put to a rate limiter, by its answer. Limiters that are off are not asked.',
    happens: limiterHappens,
  },
  rate_limit_triggered_total: {
    type: 'counter',
    labels: { app_id: APP_ID, limiter_type: LIMITER_TYPE },
    seed: 'seed1',
    help: 'Requests, handshakes or messages that a rate limiter refused.',
    happens: limiterHappens,
  },
  quota_used: {
    type: 'gauge',
    labels: { app_id: APP_ID, quota: QUOTA },
    seed: 'ours',
    help: 'How much of a quota of the app is used now on this node.',
  },
  quota_limit: {
    type: 'gauge',
    labels: { app_id: APP_ID, quota: QUOTA },
    seed: 'ours',
    help: 'The quota of the app, +Inf when it has none. Every server tells the same number: use max, not sum.',
    happens: () => false,
  },
} as const satisfies Catalogue;

export type LimiterType = (typeof LIMITER_TYPES)[number];
