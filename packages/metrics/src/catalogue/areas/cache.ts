import type { Catalogue } from '../metric-definition.js';

export const CACHE_OPERATIONS = ['get', 'set', 'delete'] as const;
export const CACHES = ['channel', 'idempotency'] as const;
const CACHE = { values: CACHES } as const;

export const cacheMetrics = {
  cache_hits_total: {
    type: 'counter',
    labels: { cache: CACHE },
    seed: 'seed1',
    help: 'Reads that found a value. channel: the last events of cache channels; idempotency: the answers to publishes with an idempotency key.',
  },
  cache_misses_total: {
    type: 'counter',
    labels: { cache: CACHE },
    seed: 'seed1',
    help: 'Reads that found no value.',
  },
  cache_operations_total: {
    type: 'counter',
    labels: { cache: CACHE, operation: { values: CACHE_OPERATIONS } },
    seed: 'seed1',
    help: 'Reads, writes and removals.',
  },
  cache_memory_usage_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: { cache: CACHE },
    seed: 'seed1',
    help: 'Memory of this process that the values of the cache take, an estimate. In a cluster Redis has them all: channel are the copies of this process, and idempotency has no value.',
  },
} as const satisfies Catalogue;

export type CacheName = (typeof CACHES)[number];
export type CacheOperation = (typeof CACHE_OPERATIONS)[number];
