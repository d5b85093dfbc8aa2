import { load, refusalOf } from '../testing/load.js';

const pushOf = (push: object) => load({ file: { push } }).configuration.push;

test('who says nothing of pushes gets these values', () => {
  const none = { isEnabled: undefined };
  expect(load({}).configuration.push).toEqual({
    providers: {
      fcm: { ...none, endpoint: 'https://fcm.googleapis.com' },
      apns: { ...none, endpoint: 'https://api.push.apple.com' },
      webPush: { ...none, allowedHosts: [], deniedHosts: [] },
      hms: {
        ...none,
        endpoint: 'https://push-api.cloud.huawei.com',
        tokenUri: 'https://oauth-login.cloud.huawei.com/oauth2/v3/token',
      },
      wns: { ...none, tokenUri: 'https://login.live.com/accesstoken.srf' },
    },
    credentialEncryptionKeys: [],
    allowPrivateTargets: false,
    keepStatus: 30 * 86_400_000,
    failureThreshold: 3,
    maxOutboundRequests: 32,
    retry: {
      maxAttempts: 5,
      initialBackoff: 1000,
      maxBackoff: 60_000,
      maxElapsed: 86_400_000,
      jitterRatio: 0.2,
    },
    quotas: { publishesPerSecond: 100 },
    backpressure: {
      isForced: false,
      maxPlans: 100_000,
      maxBatches: 100_000,
      maxAge: 60_000,
      retryAfter: 5000,
    },
    repair: { interval: 30_000, minAge: 30_000, batchSize: 100 },
  });
});

test('0 is no limit', () => {
  const push = pushOf({
    publish_log_max_lag: 0,
    critical_queue_max_lag: 0,
    backpressure_lag_threshold_secs: 0,
    default_quotas: { acceptance_rps: 0, delivery_quota_daily: 0, fanout_max: 0 },
    fcm: { ceiling: 0, daily_quota: 0 },
  });
  expect(push.backpressure).toEqual({ isForced: false, retryAfter: 5000 });
  expect(push.quotas).toEqual({});
  expect(push.providers.fcm).not.toHaveProperty('ceiling');
  expect(push.providers.fcm).not.toHaveProperty('dailyQuota');
});

test('several keys seal and open: a list, or text with commas', () => {
  expect(pushOf({ credential_encryption_key: ['new', 'old'] }).credentialEncryptionKeys).toEqual([
    'new',
    'old',
  ]);
  expect(pushOf({ credential_encryption_key: 'only' }).credentialEncryptionKeys).toEqual(['only']);
});

test("a file of Sockudo's is taken as it is, and what has no effect is named", () => {
  const push = {
    storage_driver: 'postgres',
    queue_driver: 'kafka',
    planner_worker_count: 4,
    queue_partition_count: 64,
    dry_run: true,
    circuit_breaker: { failure_threshold: 5, cooldown_secs: 60, half_open_max_inflight: 10 },
    payload_redaction: { redact_payload: true },
    retry: { max_attempts: 4, respect_retry_after: false },
    default_quotas: { acceptance_rps: 50, inflight_max: 1000 },
    apns: { topic: 'com.shop', live_activities_enabled: false },
    failure_threshold: 4,
  };
  const { configuration, warnings } = load({ file: { push } });
  expect(configuration.push).toMatchObject({
    retry: { maxAttempts: 4 },
    quotas: { publishesPerSecond: 50 },
    providers: { apns: { topic: 'com.shop' } },
    failureThreshold: 4,
  });
  expect(warnings).toEqual(
    [
      'retry.respect_retry_after',
      'default_quotas.inflight_max',
      'apns.live_activities_enabled',
      'storage_driver',
      'queue_driver',
      'planner_worker_count',
      'queue_partition_count',
      'dry_run',
      'circuit_breaker',
      'payload_redaction',
    ].map((key) => expect.stringMatching(`^push.${key} \\(given.json\\) has no effect: `)),
  );
});

test.each([
  [{ publish_status_ttl_days: 0 }, 'push.publish_status_ttl_days'],
  [{ retry: { max_attempts: 0 } }, 'push.retry.max_attempts'],
  [{ retry: { jitter_ratio_percent: 101 } }, 'push.retry.jitter_ratio_percent'],
  [{ repair_batch_size: 1001 }, 'push.repair_batch_size'],
  [{ webpush: { denied_hosts: ['https://a.example'] } }, 'push.webpush.denied_hosts[0]'],
  [{ webpush: { vapid_contact: 'the operators' } }, 'push.webpush.vapid_contact'],
  [{ apns: { topic: 'com shop' } }, 'push.apns.topic'],
  [{ fcm_enabled: 'maybe' }, 'push.fcm_enabled'],
  [{ provider: {} }, 'push.provider'],
])('%j is refused', (push, key) => {
  expect(refusalOf({ file: { push } })).toMatchObject([{ key, source: 'given.json' }]);
});

describe('push_rules', () => {
  const rule = { channel_pattern: 'orders-*', event_filter: ['paid'] };
  const rulesOf = (...push_rules: object[]) => load({ file: { push_rules } }).configuration.pushRules;

  test('a rule that says only what it must', () => {
    expect(rulesOf(rule)).toEqual([
      {
        enabled: true,
        channelPattern: 'orders-*',
        eventFilter: ['paid'],
        rateLimitPerSecond: 100,
        payloadMapping: {
          titleField: 'title',
          bodyField: 'body',
          templateDataField: 'data',
          includeRemainingFields: true,
        },
      },
    ]);
  });

  test('several, in TOML', () => {
    const text = '[[push_rules]]\nchannel_pattern = "*"\nevent_filter = ["a", "b"]\n';
    const mapping = '[push_rules.payload_mapping]\ntitle_field = "headline"\n';
    const file = `${text}${mapping}[[push_rules]]\nchannel_pattern = "room"\nevent_filter = ["c"]\nenabled = false\n`;
    expect(load({ file }).configuration.pushRules).toMatchObject([
      { channelPattern: '*', payloadMapping: { titleField: 'headline', bodyField: 'body' } },
      { channelPattern: 'room', enabled: false },
    ]);
  });

  test.each([
    [{ ...rule, channel_pattern: 'a*b' }, 'push_rules[0].channel_pattern'],
    [{ ...rule, channel_pattern: '**' }, 'push_rules[0].channel_pattern'],
    [{ ...rule, channel_pattern: '' }, 'push_rules[0].channel_pattern'],
    [{ ...rule, channel_pattern: 'ö'.repeat(129) }, 'push_rules[0].channel_pattern'],
    [{ ...rule, event_filter: [] }, 'push_rules[0].event_filter'],
    [{ ...rule, event_filter: Array(33).fill('a') }, 'push_rules[0].event_filter'],
    [{ ...rule, event_filter: ['a'.repeat(201)] }, 'push_rules[0].event_filter[0]'],
    [{ ...rule, rate_limit_per_second: 0 }, 'push_rules[0].rate_limit_per_second'],
    [{ ...rule, payload_mapping: { title_field: '' } }, 'push_rules[0].payload_mapping.title_field'],
    [{ ...rule, chanel_pattern: 'a' }, 'push_rules[0].chanel_pattern'],
    [{ event_filter: ['a'] }, 'push_rules[0].channel_pattern'],
  ])('%j is refused', (wrong, key) => {
    expect([...new Set(refusalOf({ file: { push_rules: [wrong] } }).map((problem) => problem.key))]).toEqual([
      key,
    ]);
  });
});

test('pushes in memory give a warning as soon as a provider is on', () => {
  const warningsOf = (queue: string) =>
    load({ file: { push: { wns_enabled: true }, queue: { driver: queue } } }).warnings;
  expect(warningsOf('memory')).toEqual([expect.stringMatching(/in the memory of this process/)]);
  expect(warningsOf('redis')).toEqual([]);
});
