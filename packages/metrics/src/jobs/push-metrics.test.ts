import { seriesValue } from '../../test/parse-exposition.js';
import { createServerFixture } from '../../test/server-fixture.js';
import type { PushMetrics } from './push-metrics.js';

/** One server that does everything itself, after something has happened, and the numbers of one app. */
async function after(happen: (push: PushMetrics) => void) {
  const { metrics, scrape } = createServerFixture();
  happen(metrics.push);
  const families = await scrape();
  return (name: string, labels: Record<string, string> = {}) =>
    seriesValue(families, name, { app_id: 'a', ...labels });
}

type Row = readonly [
  what: string,
  happen: (push: PushMetrics) => void,
  name: string,
  labels: Record<string, string>,
  value: number,
];

const FCM = { provider: 'fcm' };
const WEB = { provider: 'webpush' };

const rows: readonly Row[] = [
  [
    'a publish',
    (push) => push.admitted('a', 'accepted', 0.1),
    'publish_accepted_total',
    { result: 'accepted' },
    1,
  ],
  ['too many', (push) => push.admitted('a', 'rate_limited', 0.1), 'quota_acceptance_rejections_total', {}, 1],
  ['an end', (push) => push.ended('a', 'expired'), 'publish_outcomes_total', { status: 'expired' }, 1],
  ['a plan', (push) => push.emitted('a', 'webPush', 70), 'delivery_jobs_emitted_total', WEB, 70],
  ['a quota', (push) => push.quotaRejected('a', 7), 'quota_delivery_rejections_total', {}, 7],
  [
    'ends',
    (push) => push.delivered('a', 'dead_lettered', 3),
    'delivery_status_total',
    { status: 'dead_lettered' },
    3,
  ],
  [
    'a report',
    (push) => push.reported('a', 'rejected'),
    'delivery_status_total',
    { status: 'reported_rejected' },
    1,
  ],
  ['an open gate', (push) => push.deferred('a', 'fcm', 'open'), 'circuit_breaker_deferred_total', FCM, 1],
  ['a limit', (push) => push.deferred('a', 'fcm', 'throttled'), 'rate_limiter_throttled_total', FCM, 1],
  ['a retry to come', (push) => push.retryScheduled('a', 'fcm'), 'retry_scheduled_total', FCM, 1],
  ['a retry', (push) => push.retryAttempted('a', 'fcm'), 'retry_attempted_total', FCM, 1],
  ['a retry too late', (push) => push.retryExpired('a', 'fcm'), 'retry_expired_total', FCM, 1],
  [
    'the last retry',
    (push) => push.deadLettered('a', 'fcm', 'exhausted'),
    'retry_dead_lettered_total',
    FCM,
    1,
  ],
  ['a dead token', (push) => push.invalidated('a', 'webPush'), 'token_invalidations_total', WEB, 1],
  ['a credential', (push) => push.credentialFailed('a', 'fcm'), 'provider_credential_errors_total', FCM, 1],
  ['an endpoint', (push) => push.callbackFailed('a'), 'status_callback_failures_total', {}, 1],
  [
    'a device',
    (push) => push.deviceChanged('a', 'ACTIVE', 'FAILING'),
    'device_state_transitions_total',
    { from: 'active', to: 'failing' },
    1,
  ],
];

test.each(rows)('%s', async (...[, happen, name, labels, value]) => {
  const before = await after((push) => push.admitted('a', 'invalid', 0));
  const numberOf = await after(happen);
  expect([before(`push_${name}`, labels), numberOf(`push_${name}`, labels)]).toEqual([0, value]);
});

test('an attempt that is accepted', async () => {
  const numberOf = await after((push) => push.dispatched('a', 'apns', { outcome: 'accepted', seconds: 0.2 }));
  expect(numberOf('push_dispatched_total', { provider: 'apns', status: 'accepted' })).toBe(1);
  expect(numberOf('push_dispatched_total', { provider: 'apns', status: 'failed' })).toBe(0);
  expect(numberOf('push_provider_failures_total', { provider: 'apns', failure_class: 'unknown' })).toBe(0);
});

test('an attempt that fails, by class', async () => {
  const call = { outcome: 'provider_quota', seconds: 0.2 } as const;
  const numberOf = await after((push) => push.dispatched('a', 'hms', call));
  expect(numberOf('push_dispatched_total', { provider: 'hms', status: 'failed' })).toBe(1);
  expect(numberOf('push_provider_failures_total', { provider: 'hms', failure_class: 'provider_quota' })).toBe(
    1,
  );
});

test('a refusal is a dead letter, but none of a retry', async () => {
  const numberOf = await after((push) => push.deadLettered('a', 'fcm', 'rejected'));
  expect(numberOf('push_dead_lettered_total', { ...FCM, reason: 'rejected' })).toBe(1);
  expect(numberOf('push_retry_dead_lettered_total', FCM)).toBe(0);
});

test('a state that is no end is not counted', async () => {
  const { metrics, scrape } = createServerFixture();
  metrics.push.ended('a', 'planning');
  metrics.push.ended('a', 'succeeded');
  const { series } = (await scrape()).get('push_publish_outcomes_total') ?? { series: new Map() };
  const counted = [...series.values()].filter(({ value }) => value > 0);
  expect(counted.map(({ labels }) => labels.status)).toEqual(['succeeded']);
});

test('times and repeats are of all apps', async () => {
  const { metrics, scrape } = createServerFixture();
  metrics.push.admitted('a', 'duplicate', 0.004);
  metrics.push.planned('b', 100, 0.02);
  metrics.push.dispatched('b', 'fcm', { outcome: 'network_transport', seconds: 3 });
  const families = await scrape();
  expect(seriesValue(families, 'push_duplicate_suppressed_total')).toBe(1);
  expect(seriesValue(families, 'push_publish_acceptance_duration_seconds_sum')).toBe(0.004);
  expect(seriesValue(families, 'push_planner_duration_seconds_count')).toBe(1);
  const failed = { provider: 'fcm', outcome: 'failed' };
  expect(seriesValue(families, 'push_dispatch_duration_seconds_sum', failed)).toBe(3);
});

test('a refusal is for the log, and changes no number', async () => {
  const { metrics, scrape } = createServerFixture();
  const before = await scrape();
  metrics.push.refused();
  const changed = [...(await scrape())].filter(([name]) => name.startsWith('push_'));
  expect(changed).toEqual([...before].filter(([name]) => name.startsWith('push_')));
});

test('more apps than a metric holds share one series', async () => {
  const { metrics, scrape } = createServerFixture({ maxSeriesPerMetric: 6 });
  for (let app = 0; app < 5; app += 1) metrics.push.invalidated(`app-${app}`, 'fcm');
  const families = await scrape();
  expect(families.get('push_token_invalidations_total')?.series.size).toBeLessThanOrEqual(6 + 3);
  const shared = { app_id: '__overflow__', provider: 'fcm' };
  expect(seriesValue(families, 'push_token_invalidations_total', shared)).toBe(3);
});
