import { configurationSettings } from '../schema/configuration-schema.js';
import { load } from '../testing/load.js';
import { APNS_PRIVATE_KEY, SERVICE_ACCOUNT, VAPID } from './testing/sample-credentials.js';

type Names = Readonly<Record<string, string>>;
type Row = readonly [name: string, text: string, others: Names, key: string, value: unknown];

const APNS = { PUSH_APNS_TEAM_ID: 'T', PUSH_APNS_KEY_ID: 'K', PUSH_APNS_PRIVATE_KEY: APNS_PRIVATE_KEY };
const FCM = { FCM_SERVICE_ACCOUNT_JSON: JSON.stringify(SERVICE_ACCOUNT) };
const FILES = { '/nowhere/fcm.json': FCM.FCM_SERVICE_ACCOUNT_JSON, '/nowhere/a.p8': APNS_PRIVATE_KEY };
const MAIL = 'mailto:ops@shop.example';
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Every name that does something: what it says, what it needs beside it, and what comes of it. */
const NAMES: readonly Row[] = [
  ...rows(['PUSH_FCM_ENABLED'], '1', {}, ['providers.fcm.isEnabled', true]),
  ...rows(['PUSH_APNS_ENABLED'], '1', {}, ['providers.apns.isEnabled', true]),
  ...rows(['PUSH_WEBPUSH_ENABLED'], '1', {}, ['providers.webPush.isEnabled', true]),
  ...rows(['PUSH_HMS_ENABLED'], '1', {}, ['providers.hms.isEnabled', true]),
  ...rows(['PUSH_WNS_ENABLED'], '0', {}, ['providers.wns.isEnabled', false]),
  ...rows(['PUSH_CREDENTIAL_ENCRYPTION_KEY'], 'new, old', {}, ['credentialEncryptionKeys', ['new', 'old']]),
  ...rows(['PUSH_ALLOW_PRIVATE_TARGETS', 'PUSH_ALLOW_LOCAL_WEB_PUSH_ENDPOINTS'], 'yes', {}, [
    'allowPrivateTargets',
    true,
  ]),
  ...rows(['PUSH_PUBLISH_STATUS_TTL_DAYS'], '7', {}, ['keepStatus', 7 * DAY]),
  ...rows(['PUSH_FAILURE_THRESHOLD'], '7', {}, ['failureThreshold', 7]),
  ...rows(['PUSH_DISPATCH_MAX_OUTBOUND_REQUESTS'], '7', {}, ['maxOutboundRequests', 7]),
  ...rows(['PUSH_BACKPRESSURE'], '1', {}, ['backpressure.isForced', true]),
  ...rows(['PUSH_PUBLISH_LOG_MAX_LAG'], '7', {}, ['backpressure.maxPlans', 7]),
  ...rows(['PUSH_CRITICAL_QUEUE_MAX_LAG'], '7', {}, ['backpressure.maxBatches', 7]),
  ...rows(['PUSH_BACKPRESSURE_LAG_THRESHOLD_SECS'], '7', {}, ['backpressure.maxAge', 7000]),
  ...rows(['PUSH_BACKPRESSURE_RETRY_AFTER_SECONDS'], '7', {}, ['backpressure.retryAfter', 7000]),
  ...rows(['PUSH_REPAIR_INTERVAL_SECS'], '7', {}, ['repair.interval', 7000]),
  ...rows(['PUSH_REPAIR_MIN_AGE_SECS'], '7', {}, ['repair.minAge', 7000]),
  ...rows(['PUSH_REPAIR_BATCH_SIZE'], '7', {}, ['repair.batchSize', 7]),
  ...rows(['PUSH_RETRY_MAX_ATTEMPTS'], '7', {}, ['retry.maxAttempts', 7]),
  ...rows(['PUSH_RETRY_INITIAL_BACKOFF_MS'], '7', {}, ['retry.initialBackoff', 7]),
  ...rows(['PUSH_RETRY_MAX_BACKOFF_MS'], '7', {}, ['retry.maxBackoff', 7]),
  ...rows(['PUSH_RETRY_MAX_ELAPSED_SECS'], '60', {}, ['retry.maxElapsed', MINUTE]),
  ...rows(['PUSH_RETRY_JITTER'], 'off', {}, ['retry.jitterRatio', 0]),
  ...rows(['PUSH_RETRY_JITTER_RATIO_PERCENT'], '50', {}, ['retry.jitterRatio', 0.5]),
  ...rows(['PUSH_ACCEPTANCE_RATE_LIMIT', 'PUSH_DEFAULT_ACCEPTANCE_RPS'], '7', {}, [
    'quotas.publishesPerSecond',
    7,
  ]),
  ...rows(['PUSH_DELIVERY_QUOTA_DAILY', 'PUSH_DEFAULT_DELIVERY_QUOTA_DAILY'], '7', {}, [
    'quotas.deliveriesPerDay',
    7,
  ]),
  ...rows(['PUSH_FANOUT_MAX', 'PUSH_DEFAULT_FANOUT_MAX'], '7', {}, ['quotas.fanout', 7]),
  ...quotaRows({ FCM: 'fcm', APNS: 'apns', WEBPUSH: 'webPush', HMS: 'hms', WNS: 'wns' }),
  ...both('FCM_SERVICE_ACCOUNT_JSON', FCM.FCM_SERVICE_ACCOUNT_JSON, {}, [
    'providers.fcm.credential.serviceAccount.clientEmail',
    SERVICE_ACCOUNT.client_email,
  ]),
  ...both('FCM_SERVICE_ACCOUNT_JSON_PATH', 'fcm.json', {}, ['providers.fcm.isEnabled', true]),
  ...rows(['GOOGLE_APPLICATION_CREDENTIALS'], '/nowhere/fcm.json', {}, ['providers.fcm.isEnabled', true]),
  ...both('FCM_PROJECT_ID', 'other', FCM, ['providers.fcm.credential.serviceAccount.projectId', 'other']),
  ...both('FCM_ENDPOINT', 'https://fcm.example/', {}, ['providers.fcm.endpoint', 'https://fcm.example']),
  ...both('APNS_TEAM_ID', 'T2', without(APNS, 'TEAM_ID'), ['providers.apns.credential.teamId', 'T2']),
  ...both('APNS_KEY_ID', 'K2', without(APNS, 'KEY_ID'), ['providers.apns.credential.keyId', 'K2']),
  ...both('APNS_PRIVATE_KEY', APNS_PRIVATE_KEY, without(APNS, 'PRIVATE_KEY'), [
    'providers.apns.credential.privateKey',
    APNS_PRIVATE_KEY,
  ]),
  ...both('APNS_PRIVATE_KEY_PATH', 'a.p8', without(APNS, 'PRIVATE_KEY'), [
    'providers.apns.credential.privateKey',
    APNS_PRIVATE_KEY,
  ]),
  ...both('APNS_TOPIC', 'com.shop', {}, ['providers.apns.topic', 'com.shop']),
  ...both('APNS_ENDPOINT', 'https://a.example', {}, ['providers.apns.endpoint', 'https://a.example']),
  ...vapid('PRIVATE_KEY', VAPID.privateKey, { VAPID_CONTACT: MAIL }, [
    'providers.webPush.credential.publicKey',
    VAPID.publicKey,
  ]),
  ...vapid('PUBLIC_KEY', VAPID.publicKey, {}, ['providers.webPush.isEnabled', undefined]),
  ...vapid('CONTACT', 'ops@shop.example', {}, ['providers.webPush.contact', MAIL]),
  ...rows(['PUSH_WEBPUSH_ALLOWED_HOSTS'], 'A.example,.b.example', {}, [
    'providers.webPush.allowedHosts',
    ['a.example', '.b.example'],
  ]),
  ...rows(['PUSH_WEBPUSH_DENIED_HOSTS'], 'a.example', {}, ['providers.webPush.deniedHosts', ['a.example']]),
  ...both('HMS_APP_ID', '007', { HMS_CLIENT_SECRET: 's' }, ['providers.hms.credential.hmsAppId', '007']),
  ...both('HMS_CLIENT_SECRET', 's', { HMS_APP_ID: '7' }, ['providers.hms.credential.clientSecret', 's']),
  ...both('HMS_ENDPOINT', 'https://h.example/p', {}, ['providers.hms.endpoint', 'https://h.example/p']),
  ...both('HMS_TOKEN_URI', 'https://h.example/t', {}, ['providers.hms.tokenUri', 'https://h.example/t']),
  ...both('WNS_PACKAGE_SID', 'ms-app://7', { WNS_CLIENT_SECRET: 's' }, [
    'providers.wns.credential.packageSid',
    'ms-app://7',
  ]),
  ...both('WNS_CLIENT_SECRET', 's', { WNS_PACKAGE_SID: 'p' }, ['providers.wns.credential.clientSecret', 's']),
  ...both('WNS_TOKEN_URI', 'https://w.example/t', {}, ['providers.wns.tokenUri', 'https://w.example/t']),
];

type Outcome = readonly [key: string, value: unknown];

function rows(...[names, text, others, outcome]: readonly [readonly string[], string, Names, Outcome]) {
  return names.map((name): Row => [name, text, others, ...outcome]);
}

/** Names of providers are known with and without `PUSH_`. */
function both(...[name, text, others, outcome]: readonly [string, string, Names, Outcome]) {
  return rows([name, `PUSH_${name}`], text, others, outcome);
}

function vapid(...[name, text, others, outcome]: readonly [string, string, Names, Outcome]) {
  return rows([`VAPID_${name}`, `PUSH_WEBPUSH_VAPID_${name}`], text, others, outcome);
}

function quotaRows(providers: Names): Row[] {
  return Object.entries(providers).flatMap(([name, provider]) => [
    ...rows([`PUSH_PROVIDER_${name}_CEILING`], '7', {}, [`providers.${provider}.ceiling`, 7]),
    ...rows([`PUSH_PROVIDER_${name}_DAILY_QUOTA`], '7', {}, [`providers.${provider}.dailyQuota`, 7]),
  ]);
}

function without(names: Names, part: string): Names {
  return Object.fromEntries(Object.entries(names).filter(([name]) => name !== `PUSH_APNS_${part}`));
}

test.each(NAMES)('%s', (...[name, text, others, key, value]) => {
  const { configuration } = load({ env: { ...others, [name]: text }, files: FILES });
  expect(configuration.push).toHaveProperty(key, value);
});

const ofPush = configurationSettings.filter(({ path }) => path[0] === 'push');

test('the list above is complete', () => {
  const used = ofPush.filter(({ metadata }) => metadata.ignoredBecause === undefined);
  const declared = used.flatMap(({ metadata }) => metadata.environment.map(({ name }) => name));
  expect(NAMES.map(([name]) => name).sort()).toEqual(declared.sort());
});

const ignoredNames = ofPush
  .filter(({ metadata }) => metadata.ignoredBecause !== undefined)
  .flatMap(({ metadata }) => metadata.environment.map(({ name }) => name));

test.each(ignoredNames)('%s stops no start, and the warning says why it has no effect', (name) => {
  const { warnings, configuration } = load({ env: { [name]: 'canary' } });
  expect(warnings).toEqual([
    expect.stringMatching(new RegExp(`^push\\.[\\w.]+ \\(${name}\\) has no effect: .{10}`)),
  ]);
  expect(JSON.stringify([warnings, configuration])).not.toContain('canary');
});

test("Sockudo's names without a meaning here are among them", () => {
  expect(ignoredNames).toEqual(
    expect.arrayContaining([
      'PUSH_STORAGE_DRIVER',
      'PUSH_QUEUE_DRIVER',
      'PUSH_ALLOW_MEMORY_DRIVERS',
      'PUSH_ANALYTICS_ENABLED',
      'PUSH_FANOUT_FAST_THRESHOLD',
      'PUSH_FANOUT_SHARD_SIZE',
      'PUSH_FANOUT_SYNC_THRESHOLD',
      'PUSH_RETRY_WORKER_COUNT',
      'PUSH_RETRY_RESPECT_RETRY_AFTER',
      'PUSH_SCHEDULER_INTERVAL_SECS',
      'PUSH_CLEANUP_INTERVAL_SECS',
      'PUSH_CLEANUP_BATCH_SIZE',
      'PUSH_CLEANUP_MAX_DELETED_PER_TICK',
      'PUSH_STALE_DEVICE_MAX_AGE_DAYS',
      'PUSH_DEFAULT_INFLIGHT_MAX',
      'FCM_APP_ID',
      'FCM_CREDENTIAL_ID',
      'FCM_PROVIDER_TOKEN',
      'APNS_APP_ID',
      'APNS_CREDENTIAL_ID',
      'APNS_PROVIDER_TOKEN',
      'HMS_PROVIDER_TOKEN',
      'WNS_PROVIDER_TOKEN',
    ]),
  );
});

test.each([
  ['PUSH_ACCEPTANCE_RATE_LIMIT', 'PUSH_DEFAULT_ACCEPTANCE_RPS'],
  ['PUSH_FANOUT_MAX', 'PUSH_DEFAULT_FANOUT_MAX'],
  ['PUSH_DELIVERY_QUOTA_DAILY', 'PUSH_DEFAULT_DELIVERY_QUOTA_DAILY'],
])('%s beats %s', (stronger, weaker) => {
  const quotasOf = (env: Names) => load({ env }).configuration.push.quotas;
  expect(quotasOf({ [stronger]: '1', [weaker]: '2' })).toEqual(quotasOf({ [stronger]: '1' }));
});
