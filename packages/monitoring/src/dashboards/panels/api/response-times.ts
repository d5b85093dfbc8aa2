import { ALERTED_FROM, rising } from '../../kinds/looks/thresholds.js';
import type { HeatmapSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { bucketsOf, quantileOf } from '../../promql.js';

export const responseTime: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'API response time',
  unit: 'seconds',
  shows:
    'Quantiles of the time from the last header of a request to the end of its answer, over all servers.',
  good: 'p95 below 50 ms.',
  otherwise: 'See which endpoint it is. All of them: the event loop is late, or Redis is slow.',
  alerts: ['SockudoHighLatency'],
  queries: [
    { expr: quantileOf(0.5, 'http_request_duration_seconds'), legend: 'p50' },
    { expr: quantileOf(0.95, 'http_request_duration_seconds'), legend: 'p95' },
    { expr: quantileOf(0.99, 'http_request_duration_seconds'), legend: 'p99' },
  ],
};

export const responseTimeByEndpoint: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Response time by endpoint, p95',
  unit: 'seconds',
  shows: '95th percentile of the response time of each endpoint.',
  good: 'Publishing below 50 ms; lists of channels and users may take longer.',
  otherwise: 'One endpoint alone: it asks Redis for much. Ask with a prefix filter, or less often.',
  alerts: ['SockudoHighLatency'],
  queries: [
    { expr: quantileOf(0.95, 'http_request_duration_seconds', { by: ['endpoint'] }), legend: '{{endpoint}}' },
  ],
};

export const responseTimeByNode: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Response time by node, p95',
  unit: 'seconds',
  shows: '95th percentile of the response time of each server.',
  good: 'All servers about the same.',
  otherwise: 'One server alone: see its event loop and CPU in Runtime.',
  alerts: ['SockudoHighLatency'],
  thresholds: rising(0.25, ALERTED_FROM.httpLatencySeconds),
  queries: [
    { expr: quantileOf(0.95, 'http_request_duration_seconds', { by: ['instance'] }), legend: '{{instance}}' },
  ],
};

export const responseTimes: HeatmapSpec = {
  kind: 'heatmap',
  title: 'Response times',
  unit: 'seconds',
  shows: 'How many requests took how long.',
  good: 'One band, low.',
  otherwise: 'A second band: some requests wait for Redis or for a limit.',
  buckets: bucketsOf('http_request_duration_seconds'),
};
