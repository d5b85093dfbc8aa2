import { ALERTED_FROM, falling } from '../../kinds/looks/thresholds.js';
import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { percentOf, rateOf, sumOf } from '../../promql.js';

export const cacheHitRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Cache hit rate',
  unit: 'percent',
  max: 100,
  shows:
    'Part of the reads that found a value. channel: last events of cache channels; idempotency: answers to publishes.',
  good: 'Channel above 70 %. Idempotency near zero: a hit there is a publish that was sent twice.',
  otherwise:
    'Cache channels that are subscribed before anything was published to them, or too short a time to live.',
  alerts: ['SockudoLowCacheHitRate'],
  thresholds: falling(100 * ALERTED_FROM.cacheHitRatio, 50),
  queries: [
    {
      expr: percentOf(
        rateOf('cache_hits_total', { by: ['cache'] }),
        `(${rateOf('cache_hits_total', { by: ['cache'] })} + ${rateOf('cache_misses_total', { by: ['cache'] })})`,
      ),
      legend: '{{cache}}',
    },
  ],
};

export const cacheOperations: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Cache operations',
  unit: 'operationsPerSecond',
  shows: 'Reads, writes and removals a second of each cache.',
  good: 'In proportion to subscriptions to cache channels, and to publishes with an idempotency key.',
  otherwise: 'See subscription rate and publish rate.',
  queries: [
    {
      expr: rateOf('cache_operations_total', { by: ['cache', 'operation'] }),
      legend: '{{cache}} {{operation}}',
    },
  ],
};

export const cacheMemory: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Cache memory',
  unit: 'bytes',
  shows:
    'What the values of each cache take in the memory of each server, an estimate. In a cluster Redis has them all: channel are the copies of a server, and idempotency has no line.',
  good: 'Levels off.',
  otherwise: 'Shorten the time to live of cache channels.',
  queries: [
    {
      expr: sumOf('cache_memory_usage_bytes', { by: ['cache', 'instance'] }),
      legend: '{{cache}} {{instance}}',
    },
  ],
};
