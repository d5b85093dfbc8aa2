import { ALERTED_FROM, rising } from '../../kinds/looks/thresholds.js';
import type { StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { quantileOf, rateOf } from '../../promql.js';

export const requestRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Request rate by node',
  unit: 'requestsPerSecond',
  shows: 'HTTP API requests a second that each server answered.',
  good: 'Even over the servers.',
  otherwise: 'On one server only: backends keep their connection to it; that is all right while it copes.',
  queries: [{ expr: rateOf('http_requests_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const requestsByEndpoint: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Requests by endpoint',
  unit: 'requestsPerSecond',
  stacked: true,
  shows: 'HTTP API requests a second, by endpoint.',
  good: 'Mostly events and batch_events.',
  otherwise: 'Many reads of channels or users: let webhooks tell the backend instead of asking.',
  queries: [
    {
      expr: rateOf('http_requests_total', { by: ['method', 'endpoint'] }),
      legend: '{{method}} {{endpoint}}',
    },
  ],
};

export const requestsByStatus: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Requests by status',
  unit: 'requestsPerSecond',
  shows: 'HTTP API requests a second, by the status of the answer.',
  good: 'Nearly all 200.',
  otherwise:
    '401 and 403: see authentication failures. 413: payload too large. 429: rate limits. 5xx: our fault.',
  queries: [{ expr: rateOf('http_requests_total', { by: ['status'] }), legend: '{{status}}' }],
};

const failed = rateOf('http_requests_total', { by: ['instance'], where: 'status=~"5.."' });
const answered = rateOf('http_requests_total', { by: ['instance'] });

export const errorPercentage: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Error rate by node',
  unit: 'percent',
  shows: 'Part of the HTTP API requests that were answered with 5xx.',
  good: 'Zero.',
  otherwise: 'Redis or the store of apps does not answer: see what is degraded, then the log of that server.',
  alerts: ['SockudoHighErrorRate', 'ShoalApiErrorBudgetBurn'],
  thresholds: rising(1, 100 * ALERTED_FROM.httpErrorRatio),
  queries: [
    // A server without a single 5xx has no such series, and still 0 %.
    { expr: `100 * (${failed} or 0 * ${answered}) / (${answered} > 0)`, legend: '{{instance}}' },
  ],
};

export const errorPercentageTotal: StatSpec = {
  kind: 'stat',
  title: 'API errors',
  unit: 'percent',
  shows: 'Part of the HTTP API requests that were answered with 5xx.',
  good: 'Zero.',
  otherwise: 'See API: which endpoint, which server.',
  alerts: ['SockudoHighErrorRate', 'ShoalApiErrorBudgetBurn'],
  thresholds: rising(0.1, 1),
  queries: [
    {
      expr: `100 * (${rateOf('http_requests_total', { where: 'status=~"5.."' })} or vector(0)) / (${rateOf('http_requests_total')} > 0)`,
      legend: 'Errors',
    },
  ],
};

export const responseSize: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Response size by endpoint, p95',
  unit: 'bytes',
  shows: '95th percentile of the size of the answers of each endpoint.',
  good: 'Small for publishing; lists are as long as their channels.',
  otherwise: 'Answers of a megabyte: ask for channels with a prefix filter.',
  queries: [
    { expr: quantileOf(0.95, 'http_response_size_bytes', { by: ['endpoint'] }), legend: '{{endpoint}}' },
  ],
};

export const httpBytes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'API traffic',
  unit: 'bytesPerSecond',
  shows: 'Bytes a second of requests and of answers.',
  good: 'Follows the request rate.',
  otherwise: 'See which app publishes much, and the size of its messages.',
  queries: [
    { expr: rateOf('http_received_bytes_total'), legend: 'Received' },
    { expr: rateOf('http_transmitted_bytes_total'), legend: 'Transmitted' },
  ],
};
