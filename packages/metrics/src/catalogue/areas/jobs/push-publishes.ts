import { REQUEST_SECONDS, WORK_SECONDS } from '../../buckets.js';
import { APP_ID } from '../../label-values.js';
import type { Catalogue, Owner } from '../../metric-definition.js';
import { DEVICE_STATES, PUSH_RUNNERS, PUSH_STAGES } from './push-labels.js';

export const ADMISSION_RESULTS = [
  'accepted',
  'duplicate',
  'rate_limited',
  'backpressure',
  'invalid',
  'unavailable',
] as const;

/** The terminal states of a publish. */
export const PUBLISH_OUTCOMES = [
  'succeeded',
  'partially_succeeded',
  'failed',
  'expired',
  'dead_lettered',
  'cancelled',
  'quota_exceeded',
] as const;

const STAGE = { known: PUSH_STAGES, expected: [], describedAs: PUSH_STAGES.join(', ') } as const;

const SERVER: readonly Owner[] = ['server'];

/** A publish ends where its last delivery does, or where it is cancelled. */
const BOTH: readonly Owner[] = ['server', 'push-worker'];

const SAME_EVERYWHERE =
  'Read at the scrape, and absent while it cannot be read. Every server tells the same number: use max, not sum.';

/** Of publishes as a whole, and of devices. */
export const pushPublishMetrics = {
  push_publish_accepted_total: {
    type: 'counter',
    labels: { app_id: APP_ID, result: { values: ADMISSION_RESULTS } },
    seed: 'seed2',
    owners: SERVER,
    help: 'Pushes that somebody asked for, by what became of the request; result="accepted" are those that were accepted, result="duplicate" the repeats of one that was.',
  },
  push_publish_acceptance_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    seed: 'seed2',
    owners: SERVER,
    buckets: REQUEST_SECONDS,
    help: 'From the request to its answer, whatever that was.',
  },
  push_duplicate_suppressed_total: {
    type: 'counter',
    labels: {},
    seed: 'seed2',
    owners: SERVER,
    help: 'Requests that repeated a publish, and made no other one. Of all apps.',
  },
  push_quota_acceptance_rejections_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    owners: SERVER,
    help: 'Requests that were refused because the app makes more of them in a second than it may.',
  },
  push_quota_delivery_rejections_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    owners: PUSH_RUNNERS,
    help: 'Deliveries that were not made because of a quota: the size of one publish, or the allowance of the day.',
  },
  push_planner_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    seed: 'seed2',
    owners: PUSH_RUNNERS,
    buckets: WORK_SECONDS,
    help: 'How long it took to plan one page, of at most 1,000 devices.',
  },
  push_publish_outcomes_total: {
    type: 'counter',
    labels: { app_id: APP_ID, status: { values: PUBLISH_OUTCOMES } },
    seed: 'seed2',
    owners: BOTH,
    help: 'Publishes that ended, by how they did.',
  },
  push_status_callback_failures_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    owners: BOTH,
    help: 'Times that a change of a publish could not be passed on as a webhook. While webhooks cannot be queued it is tried again, and counts again. What an endpoint then does with them is told by the metrics of webhooks.',
  },
  push_device_state_transitions_total: {
    type: 'counter',
    labels: {
      from: { values: DEVICE_STATES },
      to: { values: DEVICE_STATES },
      app_id: APP_ID,
    },
    seed: 'seed2',
    owners: BOTH,
    happens: ({ from, to }) => from !== to,
    help: 'Devices that came from one state into another: failing after a failure of their own, failed after push.failure_threshold of them, active again when a provider accepts something or they register anew.',
  },
  push_devices: {
    type: 'gauge',
    labels: { app_id: APP_ID, state: { values: DEVICE_STATES } },
    seed: 'seed2',
    owners: SERVER,
    help: `Devices that are registered now. ${SAME_EVERYWHERE}`,
  },
  push_scheduled_jobs: {
    type: 'gauge',
    labels: {},
    seed: 'seed2',
    owners: SERVER,
    help: `Publishes whose time has not come. ${SAME_EVERYWHERE}`,
  },
  push_queue_oldest_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: { stage: STAGE },
    seed: 'seed2',
    owners: SERVER,
    help: `Since the oldest job could have run that waits for a worker; 0 when none does. plan: publishes; a provider: batches for it. ${SAME_EVERYWHERE}`,
  },
} as const satisfies Catalogue;

export type AdmissionResult = (typeof ADMISSION_RESULTS)[number];
