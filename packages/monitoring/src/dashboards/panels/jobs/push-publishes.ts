import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { maxOf, quantileOf, rateOf } from '../../promql.js';

export const pushAccepted: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push publishes by result',
  unit: 'requestsPerSecond',
  shows: 'Pushes a second that somebody asked for, by what became of the request.',
  good: 'Accepted, and few duplicates.',
  otherwise:
    'rate_limited: the app asks too often. backpressure: the queues are full, see their depth. unavailable: Redis is away.',
  queries: [{ expr: rateOf('push_publish_accepted_total', { by: ['result'] }), legend: '{{result}}' }],
};

export const pushAcceptanceTime: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push acceptance time',
  unit: 'seconds',
  shows: 'From the request to its answer, quantiles.',
  good: 'Some milliseconds: a publish is stored, and planned later.',
  otherwise: 'Redis is slow, or the event loop is late.',
  queries: [
    { expr: quantileOf(0.5, 'push_publish_acceptance_duration_seconds'), legend: 'p50' },
    { expr: quantileOf(0.95, 'push_publish_acceptance_duration_seconds'), legend: 'p95' },
  ],
};

export const pushOutcomes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push publish outcomes',
  unit: 'perSecond',
  shows: 'Publishes a second that ended, by how they did.',
  good: 'succeeded, and partially_succeeded for large ones: some tokens are always dead.',
  otherwise:
    'failed or dead_lettered: see provider failures. expired: workers are too late. quota_exceeded: the allowance of the day.',
  queries: [{ expr: rateOf('push_publish_outcomes_total', { by: ['status'] }), legend: '{{status}}' }],
};

export const pushScheduled: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Scheduled pushes',
  unit: 'count',
  shows: 'Publishes whose time has not come.',
  good: 'What your campaigns plan.',
  otherwise: 'A number that never falls: push workers do not run.',
  queries: [{ expr: maxOf('push_scheduled_jobs'), legend: 'Scheduled' }],
};

export const pushDevices: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Devices by state',
  unit: 'count',
  shows: 'Registered devices. failing: the last delivery failed on the device; failed: too many did.',
  good: 'Nearly all active.',
  otherwise:
    'failing grows on all apps: a provider has trouble. On one app: its credential belongs to another project.',
  queries: [
    {
      expr: `sum by (state) (${maxOf('push_devices', { by: ['app_id', 'state'] })})`,
      legend: '{{state}}',
    },
  ],
};

export const pushOldest: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Oldest push job by stage',
  unit: 'seconds',
  shows: 'How long the oldest job could have run already. plan: publishes; a provider: its batches.',
  good: 'Below a few seconds.',
  otherwise: 'plan: workers are too few. One provider: it wants to be left alone, or its limit is small.',
  alerts: ['ShoalPushQueueBacklog'],
  queries: [{ expr: maxOf('push_queue_oldest_age_seconds', { by: ['stage'] }), legend: '{{stage}}' }],
};

export const pushPlanning: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Planning a page of devices',
  unit: 'seconds',
  shows: 'How long it took to plan one page of at most 1,000 devices, quantiles.',
  good: 'Below 100 ms.',
  otherwise: 'Redis is slow.',
  queries: [
    { expr: quantileOf(0.5, 'push_planner_duration_seconds'), legend: 'p50' },
    { expr: quantileOf(0.95, 'push_planner_duration_seconds'), legend: 'p95' },
  ],
};

export const pushCallbackFailures: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Status callback failures',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Changes of a publish a second that could not be passed on as webhooks, by app.',
  good: 'Zero.',
  otherwise:
    'The queue of webhooks does not take them: see what is degraded. Ask for the status over the API meanwhile.',
  alerts: ['ShoalPushStatusCallbackFailures'],
  queries: [
    { expr: rateOf('push_status_callback_failures_total', { by: ['app_id'] }), legend: '{{app_id}}' },
  ],
};

export const pushQuotaRejections: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push refused by quotas',
  unit: 'perSecond',
  areFaults: true,
  shows:
    'Requests beyond what an app may ask for in a second, and deliveries beyond the allowance of the day.',
  good: 'Zero.',
  otherwise: 'Raise the quota of the app, or spread its campaigns.',
  queries: [
    { expr: rateOf('push_quota_acceptance_rejections_total'), legend: 'Requests' },
    { expr: rateOf('push_quota_delivery_rejections_total'), legend: 'Deliveries' },
  ],
};
