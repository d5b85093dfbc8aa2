import { rising } from '../../kinds/looks/thresholds.js';
import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { percentOf, quantileOf, rateOf } from '../../promql.js';

const BY_PROVIDER = { by: ['provider'] };

export const pushDispatched: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push attempts by provider',
  unit: 'perSecond',
  shows: 'Attempts a second that a provider answered, or that came to nothing on the way.',
  good: 'In proportion to the devices of each provider.',
  otherwise: 'Zero for one provider beside waiting jobs: its circuit is open, see batches put back.',
  queries: [{ expr: rateOf('push_dispatched_total', BY_PROVIDER), legend: '{{provider}}' }],
};

export const pushFailureRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push provider failure rate',
  unit: 'percent',
  shows: 'Part of the attempts that each provider did not accept.',
  good: 'Below 5 %: dead tokens.',
  otherwise: 'See failures by class: the device, the provider, the credential, the payload or the network.',
  alerts: ['ShoalPushProviderFailing'],
  thresholds: rising(10, 50),
  queries: [
    {
      expr: percentOf(
        rateOf('push_dispatched_total', { ...BY_PROVIDER, where: 'status="failed"' }),
        rateOf('push_dispatched_total', BY_PROVIDER),
      ),
      legend: '{{provider}}',
    },
  ],
};

export const pushFailureClasses: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push failures by class',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Failed attempts a second, by whose fault it was.',
  good: 'A little device_terminal: dead tokens.',
  otherwise:
    'credential_auth: replace the credential. caller_payload: the message is wrong or too large. provider_quota: slow down. provider_transient and network_transport: wait, they are tried again.',
  alerts: ['ShoalPushProviderFailing'],
  queries: [
    { expr: rateOf('push_provider_failures_total', { by: ['failure_class'] }), legend: '{{failure_class}}' },
  ],
};

export const pushCredentialErrors: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push credential errors',
  unit: 'perSecond',
  areFaults: true,
  shows:
    'Deliveries a second that failed because the credential is missing, cannot be opened, or is refused.',
  good: 'Zero.',
  otherwise:
    'Upload a new credential for the app: keys of APNs are revoked, service accounts of FCM are deleted.',
  alerts: ['ShoalPushCredentialErrors'],
  queries: [{ expr: rateOf('push_provider_credential_errors_total', BY_PROVIDER), legend: '{{provider}}' }],
};

export const fcmLatency = latencyOf('fcm', 'FCM');
export const apnsLatency = latencyOf('apns', 'APNs');
export const webPushLatency = latencyOf('webpush', 'Web Push');

function latencyOf(provider: string, name: string): TimeSeriesSpec {
  const cut = { by: ['outcome'], where: `provider="${provider}"` };
  return {
    kind: 'time-series',
    title: `${name} latency by outcome`,
    unit: 'seconds',
    shows: `How long attempts at ${name} took, median and 99th percentile by outcome.`,
    good: 'Some hundred milliseconds.',
    otherwise: 'Slow and accepted: the provider has a bad day. Slow and failed: the network, or its timeout.',
    queries: [
      { expr: quantileOf(0.5, 'push_dispatch_duration_seconds', cut), legend: '{{outcome}} p50' },
      { expr: quantileOf(0.99, 'push_dispatch_duration_seconds', cut), legend: '{{outcome}} p99' },
    ],
  };
}

export const deliveryStatus: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Deliveries by status',
  unit: 'perSecond',
  shows: 'Deliveries a second that came to their end, each once.',
  good: 'succeeded.',
  otherwise: 'dead_lettered: no attempt was left. expired: the publish ended before an attempt worked.',
  alerts: ['ShoalPushErrorBudgetBurn'],
  queries: [{ expr: rateOf('push_delivery_status_total', { by: ['status'] }), legend: '{{status}}' }],
};

export const deliveryRetries: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push retries and dead letters',
  unit: 'perSecond',
  shows:
    'Deliveries a second that will be attempted again, that were, that ran out of time, and that became dead letters.',
  good: 'Few retries, no dead letters.',
  otherwise: 'Retries that grow: a provider fails; they wait longer each time.',
  alerts: ['ShoalPushDeliveriesGivenUp'],
  queries: [
    { expr: rateOf('push_retry_scheduled_total'), legend: 'Scheduled' },
    { expr: rateOf('push_retry_attempted_total'), legend: 'Attempted' },
    { expr: rateOf('push_retry_expired_total'), legend: 'Expired' },
    { expr: rateOf('push_dead_lettered_total'), legend: 'Dead-lettered' },
  ],
};

export const batchesPutBack: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Push batches put back',
  unit: 'perSecond',
  shows:
    'Batches a second that were put back without an attempt. Circuit: the provider fails, or wants to be left alone. Throttled: a limit of their own.',
  good: 'Zero; Throttled while a large publish goes out.',
  otherwise: 'Circuit: see the failures of that provider.',
  queries: [
    { expr: rateOf('push_circuit_breaker_deferred_total', BY_PROVIDER), legend: 'Circuit {{provider}}' },
    { expr: rateOf('push_rate_limiter_throttled_total', BY_PROVIDER), legend: 'Throttled {{provider}}' },
  ],
};

export const tokenInvalidations: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Dead tokens',
  unit: 'perSecond',
  shows: 'Devices a second that were removed because their provider says that their token is dead.',
  good: 'A little, always.',
  otherwise: 'Very many at once: the credential belongs to another app or environment (APNs sandbox).',
  queries: [{ expr: rateOf('push_token_invalidations_total', BY_PROVIDER), legend: '{{provider}}' }],
};
