import { DELIVERY_SECONDS } from '../../buckets.js';
import { APP_ID } from '../../label-values.js';
import type { Catalogue } from '../../metric-definition.js';
import { PROVIDER, PUSH_RUNNERS } from './push-labels.js';

export const FAILURE_CLASSES = [
  'device_terminal',
  'device_transient',
  'provider_transient',
  'provider_quota',
  'credential_auth',
  'caller_payload',
  'network_transport',
  'unknown',
] as const;

export const DELIVERY_OUTCOMES = ['succeeded', 'failed', 'expired', 'cancelled', 'dead_lettered'] as const;

/** What somebody else says of deliveries, whose provider has answered otherwise or alike. */
export const REPORTED_OUTCOMES = ['accepted', 'rejected', 'retryable', 'expired', 'cancelled'] as const;

export const reportedStatus = <Outcome extends string>(outcome: Outcome) => `reported_${outcome}` as const;

const CALL_OUTCOMES = ['accepted', 'failed'] as const;

const DEAD_LETTER_REASONS = ['rejected', 'exhausted'] as const;

/** What is counted of every delivery. */
const COUNTED = {
  type: 'counter',
  labels: { provider: PROVIDER, app_id: APP_ID },
  seed: 'seed2',
  owners: PUSH_RUNNERS,
} as const;

/** Of single deliveries: a device, or a recipient that a publish names itself. */
export const pushDeliveryMetrics = {
  push_delivery_jobs_emitted_total: {
    ...COUNTED,
    help: 'Deliveries that were planned, as parts of batches.',
  },
  push_dispatched_total: {
    type: 'counter',
    labels: { provider: PROVIDER, status: { values: CALL_OUTCOMES }, app_id: APP_ID },
    seed: 'seed2',
    owners: PUSH_RUNNERS,
    help: 'Attempts that a provider has answered, or that came to nothing on the way. accepted: the provider took it, which does not mean that a device showed it.',
  },
  push_dispatch_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { provider: PROVIDER, outcome: { values: CALL_OUTCOMES } },
    seed: 'seed2',
    owners: PUSH_RUNNERS,
    buckets: DELIVERY_SECONDS,
    help: 'How long an attempt took.',
  },
  push_provider_failures_total: {
    type: 'counter',
    labels: { provider: PROVIDER, failure_class: { values: FAILURE_CLASSES }, app_id: APP_ID },
    seed: 'seed2',
    owners: PUSH_RUNNERS,
    help: 'Attempts that failed, by whose fault it was: the device, the provider, the credential, the payload, or the way there.',
  },
  push_provider_credential_errors_total: {
    ...COUNTED,
    help: 'Deliveries that failed because the credential of the app is missing, cannot be opened, or is refused by the provider.',
  },
  push_delivery_status_total: {
    type: 'counter',
    labels: {
      status: { values: [...DELIVERY_OUTCOMES, ...REPORTED_OUTCOMES.map(reportedStatus)] },
      app_id: APP_ID,
    },
    seed: 'seed2',
    owners: ['server', 'push-worker'],
    help: 'Deliveries that came to their end, each once, as the status of their publish counts them. reported_…: what was reported of deliveries over the API, which is told by servers and says nothing of the others.',
  },
  push_circuit_breaker_deferred_total: {
    ...COUNTED,
    help: 'Batches that were put back without an attempt because the provider fails, or wants to be left alone.',
  },
  push_rate_limiter_throttled_total: {
    ...COUNTED,
    help: 'Batches that were put back without an attempt because a limit of their own keeps them.',
  },
  push_retry_scheduled_total: {
    ...COUNTED,
    help: 'Deliveries that failed and will be attempted again.',
  },
  push_retry_attempted_total: {
    ...COUNTED,
    help: 'Attempts that were not the first one of their delivery.',
  },
  push_retry_expired_total: {
    ...COUNTED,
    help: 'Deliveries that would have been attempted again after the end of their publish.',
  },
  push_retry_dead_lettered_total: {
    ...COUNTED,
    help: 'Deliveries that became dead letters because no attempt was left.',
  },
  push_dead_lettered_total: {
    type: 'counter',
    labels: { provider: PROVIDER, reason: { values: DEAD_LETTER_REASONS }, app_id: APP_ID },
    seed: 'ours',
    owners: PUSH_RUNNERS,
    help: 'Deliveries that became dead letters. rejected: the provider does not want them at all; exhausted: no attempt was left.',
  },
  push_token_invalidations_total: {
    ...COUNTED,
    help: 'Devices that were removed because their provider says that their token is dead.',
  },
} as const satisfies Catalogue;

export type PushFailureClass = (typeof FAILURE_CLASSES)[number];
export type DeliveryOutcome = (typeof DELIVERY_OUTCOMES)[number];
export type ReportedOutcome = (typeof REPORTED_OUTCOMES)[number];
export type DeadLetterReason = (typeof DEAD_LETTER_REASONS)[number];
