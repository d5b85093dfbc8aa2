import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { percentOf, rateOf } from '../../promql.js';

export const errorsByEndpoint: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Errors by endpoint',
  unit: 'requestsPerSecond',
  areFaults: true,
  shows: 'HTTP API requests a second that were answered with 400 or above, by endpoint and status.',
  good: 'Few, and no 5xx.',
  otherwise:
    '4xx are faults of the caller, and the body of the answer says which. 5xx are ours: see the logs.',
  alerts: ['SockudoHighErrorRate', 'ShoalApiErrorBudgetBurn'],
  queries: [
    { expr: rateOf('http_errors_total', { by: ['endpoint', 'status'] }), legend: '{{status}} {{endpoint}}' },
  ],
};

export const authenticationFailures: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'API authentication failures',
  unit: 'requestsPerSecond',
  areFaults: true,
  shows: 'HTTP API requests a second that were refused because of who signed them, or how.',
  good: 'None.',
  otherwise:
    'expired_timestamp: a clock is wrong. bad_signature: an old secret. unknown_app and unknown_key: an old configuration, or somebody who tries.',
  alerts: ['ShoalApiAuthFailures'],
  queries: [
    { expr: rateOf('api_authentication_failure_reasons_total', { by: ['reason'] }), legend: '{{reason}}' },
  ],
};

export const authenticationFailuresByApp: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'API authentication failures by app',
  unit: 'requestsPerSecond',
  areFaults: true,
  shows: 'The same refusals, by the app that was asked for.',
  good: 'None.',
  otherwise: 'Right after a deployment of one backend: it has the wrong secret.',
  alerts: ['ShoalApiAuthFailures'],
  queries: [{ expr: rateOf('api_authentication_failures_total', { by: ['app_id'] }), legend: '{{app_id}}' }],
};

export const publishesRejected: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Publishes rejected',
  unit: 'requestsPerSecond',
  areFaults: true,
  shows: 'Publish requests a second that were refused, by reason.',
  good: 'None.',
  otherwise:
    'payload_too_large: publish a reference instead of the data. auth: see authentication failures. over_capacity and backend: see what is degraded.',
  alerts: ['ShoalPublishFailures'],
  queries: [{ expr: rateOf('publishes_rejected_total', { by: ['reason'] }), legend: '{{reason}}' }],
};

export const publishFailureRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Publish failure rate',
  unit: 'percent',
  shows: 'Part of the publishes over the API that were refused.',
  good: 'Near zero.',
  otherwise: 'See the reasons; if it began with a deployment, roll it back.',
  alerts: ['ShoalPublishFailures'],
  queries: [
    {
      expr: percentOf(
        rateOf('publishes_rejected_total'),
        `(${rateOf('publishes_accepted_total', { where: 'source!="client"' })} + ${rateOf('publishes_rejected_total')})`,
      ),
      legend: 'Refused',
    },
  ],
};

export const idempotency: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Idempotency',
  unit: 'eventsPerSecond',
  shows: 'Publishes a second with an idempotency key, and those of them that were not made again.',
  good: 'Duplicates are few: only what a backend had to send again.',
  otherwise: 'Many duplicates: a backend with a short timeout, or one that gives every event the same key.',
  queries: [
    { expr: rateOf('idempotency_publish_total'), legend: 'With a key' },
    { expr: rateOf('idempotency_duplicates_total'), legend: 'Duplicates' },
  ],
};
