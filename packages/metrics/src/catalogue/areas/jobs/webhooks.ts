import { DELIVERY_SECONDS } from '../../buckets.js';
import { APP_ID } from '../../label-values.js';
import type { Catalogue, Owner } from '../../metric-definition.js';

export const STATUS_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'none'] as const;
export const WEBHOOK_OUTCOMES = ['success', 'failure'] as const;

export const WEBHOOK_FAILURES = [
  'timeout',
  'network',
  'refused_target',
  'status_3xx',
  'status_4xx',
  'status_5xx',
  'lambda',
] as const;

export const WEBHOOK_DROPS = ['buffer_full', 'endpoint_gone', 'dead_letters_full', 'shutdown'] as const;

/** Whoever sends, be it a worker or a server whose queue is in its own memory. */
const RUNNERS: readonly Owner[] = ['webhook-worker', 'server (queue in memory)'];

/** Servers put events on their way, push workers those of publishes, webhook workers replays; all may have to drop some. */
const ALL: readonly Owner[] = ['server', 'webhook-worker', 'push-worker'];

const UNIT = 'One event to two endpoints counts twice.';

export const webhookMetrics = {
  webhooks_queued_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    owners: ALL,
    help: `Events safe in the queue, replays included: queued = sent + failed + dropped as endpoint_gone + what still waits, but for what a process that dies tells twice or not at all and for events of unknown apps, which were dropped before. ${UNIT}`,
  },
  webhooks_sent_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    owners: RUNNERS,
    help: `Events that their endpoint accepted with 2xx, at whichever attempt. ${UNIT}`,
  },
  webhooks_failed_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    owners: RUNNERS,
    help: `Events that were given up, after their last attempt; they are in dead letters. ${UNIT}`,
  },
  webhooks_dropped_total: {
    type: 'counter',
    labels: { app_id: APP_ID, reason: { values: WEBHOOK_DROPS } },
    seed: 'ours',
    owners: ALL,
    help: 'Events that went nowhere. endpoint_gone: their app or endpoint is not configured any more; one event to two endpoints counts twice, but only once if the app is unknown to the server before it queues the event. buffer_full, shutdown: they never came into the queue, and each counts once; or they had to leave a full lane or a queue in memory, once for each endpoint. dead_letters_full: older dead letters that made room for a new one; each letter counts once.',
  },
  webhook_attempts_total: {
    type: 'counter',
    labels: { app_id: APP_ID, status_class: { values: STATUS_CLASSES } },
    seed: 'ours',
    owners: RUNNERS,
    help: 'Requests to endpoints that ended, by the status of the answer. none: there was no answer. A request holds up to 100 events.',
  },
  webhook_failures_total: {
    type: 'counter',
    labels: { app_id: APP_ID, reason: { values: WEBHOOK_FAILURES } },
    seed: 'ours',
    owners: RUNNERS,
    help: 'Requests that their endpoint did not accept, for the time being or for good.',
  },
  webhook_retries_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    owners: RUNNERS,
    help: 'Requests that failed and will be made again.',
  },
  webhooks_dead_lettered_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    owners: RUNNERS,
    help: 'Requests that were given up and became dead letters, each with all of its events.',
  },
  webhook_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { outcome: { values: WEBHOOK_OUTCOMES } },
    seed: 'seed1',
    owners: RUNNERS,
    buckets: DELIVERY_SECONDS,
    help: 'How long a request to an endpoint took. success: it was answered with 2xx.',
  },
  webhook_oldest_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    seed: 'ours',
    owners: ['server'],
    help: 'Age of the oldest event that waits to be sent for the first time, on this server or in the queue; while the queue cannot be read, on this server, without a value when none waits here. Use max, not sum. What waits for another attempt is in queue_jobs{state="delayed"}.',
  },
} as const satisfies Catalogue;

export type StatusClass = (typeof STATUS_CLASSES)[number];
export type WebhookFailure = (typeof WEBHOOK_FAILURES)[number];
export type WebhookDrop = (typeof WEBHOOK_DROPS)[number];
