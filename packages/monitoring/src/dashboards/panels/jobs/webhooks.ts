import { ALERTED_FROM, falling } from '../../kinds/looks/thresholds.js';
import type { StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { largest, maxOf, percentOf, quantileOf, rateOf } from '../../promql.js';

const success = percentOf(
  rateOf('webhooks_sent_total'),
  `(${rateOf('webhooks_sent_total')} + ${rateOf('webhooks_failed_total')})`,
);

export const webhookSuccess: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook success rate',
  unit: 'percent',
  alerts: ['SockudoWebhookFailures', 'ShoalWebhookErrorBudgetBurn'],
  max: 100,
  shows:
    'Part of the events that their endpoint accepted, of those that came to an end: accepted, or given up after the last attempt.',
  good: '100 %.',
  otherwise:
    'See failures by reason and which app they are of; then tell its owner, and replay the dead letters.',
  thresholds: falling(95, 100 * (1 - ALERTED_FROM.webhookFailureRatio)),
  queries: [{ expr: success, legend: 'Delivered' }],
};

export const webhookSuccessNow: StatSpec = {
  kind: 'stat',
  title: 'Webhook success',
  unit: 'percent',
  shows: 'Part of the events that their endpoint accepted, of those that came to an end.',
  good: '100 %.',
  otherwise: 'See Webhooks and queue.',
  alerts: ['SockudoWebhookFailures'],
  thresholds: falling(95, 100 * (1 - ALERTED_FROM.webhookFailureRatio)),
  queries: [{ expr: success, legend: 'Delivered' }],
};

export const webhookFlow: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook events',
  unit: 'eventsPerSecond',
  shows: 'Events a second: safe in the queue, accepted by their endpoint, given up, dropped.',
  good: 'Delivered lies on Queued.',
  otherwise: 'Delivered below Queued: see retries and queue depth. Failed: dead letters. Dropped: see why.',
  alerts: ['SockudoWebhookFailures'],
  queries: [
    { expr: rateOf('webhooks_queued_total'), legend: 'Queued' },
    { expr: rateOf('webhooks_sent_total'), legend: 'Delivered' },
    { expr: rateOf('webhooks_failed_total'), legend: 'Failed' },
    { expr: rateOf('webhooks_dropped_total'), legend: 'Dropped' },
  ],
};

export const webhookAttempts: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook attempts by status',
  unit: 'requestsPerSecond',
  shows: 'Requests to endpoints a second, by the status of the answer; none: there was no answer.',
  good: 'All 2xx.',
  otherwise:
    '4xx: the endpoint does not want it: wrong path, or it checks the signature with another secret. 5xx and none: it is down.',
  queries: [{ expr: rateOf('webhook_attempts_total', { by: ['status_class'] }), legend: '{{status_class}}' }],
};

export const webhookFailures: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook failures by reason',
  unit: 'requestsPerSecond',
  areFaults: true,
  shows: 'Requests a second that their endpoint did not accept, for the time being or for good.',
  good: 'Zero.',
  otherwise:
    'refused_target: the address is private and not allowed. timeout: the endpoint should answer first and work later.',
  alerts: ['SockudoWebhookFailures'],
  queries: [{ expr: rateOf('webhook_failures_total', { by: ['reason'] }), legend: '{{reason}}' }],
};

export const webhookFailuresByApp: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhooks given up, by app',
  unit: 'eventsPerSecond',
  areFaults: true,
  shows: 'Events a second that were given up after their last attempt; the 20 largest.',
  good: 'Zero.',
  otherwise: 'Tell the owner of the app; its dead letters can be listed and replayed over the API.',
  alerts: ['ShoalWebhooksDeadLettered'],
  queries: [{ expr: largest(rateOf('webhooks_failed_total', { by: ['app_id'] })), legend: '{{app_id}}' }],
};

export const webhookRetries: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook retries and dead letters',
  unit: 'requestsPerSecond',
  shows:
    'Requests a second that failed and will be made again, and those that were given up with all of their events.',
  good: 'Zero; a hill of retries that ends without dead letters is an endpoint that came back.',
  otherwise: 'Retries that stay: the endpoint is down, see how many jobs are delayed.',
  alerts: ['ShoalWebhooksDeadLettered', 'ShoalWebhookRetryBacklog'],
  queries: [
    { expr: rateOf('webhook_retries_total'), legend: 'Retried' },
    { expr: rateOf('webhooks_dead_lettered_total'), legend: 'Dead-lettered' },
  ],
};

export const webhookDuration: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook duration by outcome',
  unit: 'seconds',
  shows: 'How long requests to endpoints took, median and 95th percentile.',
  good: 'Below a second.',
  otherwise: 'A slow endpoint holds its lane; it should answer first and work later.',
  queries: [
    { expr: quantileOf(0.5, 'webhook_duration_seconds', { by: ['outcome'] }), legend: '{{outcome}} p50' },
    { expr: quantileOf(0.95, 'webhook_duration_seconds', { by: ['outcome'] }), legend: '{{outcome}} p95' },
  ],
};

export const webhookOldest: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Oldest webhook event',
  unit: 'seconds',
  shows: 'Age of the oldest event that waits to be sent for the first time.',
  good: 'Below a few seconds.',
  otherwise: 'Workers are too few, or gone.',
  alerts: ['ShoalWebhooksDelayed'],
  queries: [{ expr: maxOf('webhook_oldest_age_seconds'), legend: 'Oldest' }],
};

export const webhookDrops: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Webhook events dropped',
  unit: 'eventsPerSecond',
  areFaults: true,
  shows: 'Events a second that went nowhere, by reason.',
  good: 'Zero.',
  otherwise:
    'buffer_full: Redis was away too long. endpoint_gone: the app or endpoint is not configured any more. dead_letters_full: old dead letters made room.',
  alerts: ['ShoalWebhooksLost'],
  queries: [{ expr: rateOf('webhooks_dropped_total', { by: ['reason'] }), legend: '{{reason}}' }],
};
