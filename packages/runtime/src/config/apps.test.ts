import { load, refusalOf } from './testing/load.js';

const IDENTITY = { id: 'a', key: 'b', secret: 'c' };

const appsOf = (...apps: unknown[]) =>
  load({ file: { app_manager: { array: { apps } } } }).configuration.appManager.apps;

const limitsOf = (app: object) => appsOf({ ...IDENTITY, ...app })[0]?.limits;

/** Every limit that an app may have, with a value that no default has. */
const LIMITS = {
  max_connections: 11,
  max_client_events_per_second: 12,
  decay_seconds: 13,
  terminate_on_limit: true,
  max_backend_events_per_second: 14,
  max_read_requests_per_second: 15,
  max_presence_members_per_channel: 16,
  max_presence_member_size_in_kb: 17,
  max_channel_name_length: 18,
  max_event_name_length: 19,
  max_event_channels_at_once: 20,
  max_event_payload_in_kb: 21,
  max_event_batch_size: 22,
};

const camel = (key: string) => key.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
const pascal = (key: string) => camel(`_${key}`);

describe.each(Object.entries(LIMITS))('%s', (key, value) => {
  test.each([
    ['flat', { [key]: value }],
    ['flat, camelCase', { [camel(key)]: value }],
    ['flat, PascalCase', { [pascal(key)]: value }],
    ['in limits', { limits: { [key]: value } }],
    ['in policy.limits', { policy: { limits: { [camel(key)]: value } } }],
    ['flat in policy', { policy: { [key]: value } }],
  ])('%s', (_, app) => {
    expect(limitsOf(app)).toMatchObject({ [camel(key)]: value });
  });
});

test.each([
  ['max_backend_events_per_sec', 'maxBackendEventsPerSecond'],
  ['max_client_events_per_sec', 'maxClientEventsPerSecond'],
  ['max_read_req_per_sec', 'maxReadRequestsPerSecond'],
])("soketi's column %s means %s", (column, name) => {
  expect(limitsOf({ [column]: 7 })).toMatchObject({ [name]: 7 });
});

test.each([
  ['enable_client_messages', 'enableClientMessages'],
  ['enable_user_authentication', 'enableUserAuthentication'],
  ['enable_watchlist_events', 'enableWatchlistEvents'],
  ['enable_subscription_count', 'enableSubscriptionCount'],
])('%s may stand flat, in features and in policy.features', (key, name) => {
  const spellings = [
    { [key]: true },
    { [name]: true },
    { features: { [key]: true } },
    { policy: { features: { [key]: true } } },
  ];
  for (const spelling of spellings) {
    expect(appsOf({ ...IDENTITY, ...spelling })[0]?.features).toMatchObject({ [name]: true });
  }
});

test('an app from the file has every feature off until it says otherwise', () => {
  expect(appsOf(IDENTITY)[0]?.features).toEqual({
    enableClientMessages: false,
    enableUserAuthentication: false,
    enableWatchlistEvents: false,
    enableSubscriptionCount: false,
  });
});

test('message_rate_limit', () => {
  const message_rate_limit = { enabled: true, max_attempts: 5, decay_seconds: 6, terminate_on_limit: true };
  expect(limitsOf({ policy: { limits: { message_rate_limit } } })?.messageRateLimit).toEqual({
    enabled: true,
    maxAttempts: 5,
    decaySeconds: 6,
    terminateOnLimit: true,
  });
});

test.each([[0], [-1], [null], ['']])('%j is no limit, or the limit of the server', (value) => {
  const limits = limitsOf({
    max_connections: value,
    max_event_batch_size: value,
    maxClientEventsPerSecond: value,
  });
  expect(limits).toMatchObject({ maxEventBatchSize: 10 });
  expect(limits?.maxConnections).toBeUndefined();
  expect(limits?.maxClientEventsPerSecond).toBeUndefined();
});

test("a limit that the app does not have is the server's", () => {
  const file = {
    event_limits: { max_batch_size: 3 },
    app_manager: { array: { apps: [IDENTITY, { id: 'd', key: 'e', secret: 'f', max_event_batch_size: 4 }] } },
  };
  const sizes = load({ file }).configuration.appManager.apps.map(({ limits }) => limits.maxEventBatchSize);
  expect(sizes).toEqual([3, 4]);
});

test('ids, keys and secrets of digits become text', () => {
  expect(appsOf({ id: 40000, key: 1, secret: 2 })[0]).toMatchObject({ id: '40000', key: '1', secret: '2' });
});

test.each([
  ['flat', { allowed_origins: ['a.example'] }, ['a.example']],
  ['in channels', { channels: { allowed_origins: ['a.example'] } }, ['a.example']],
  ['in policy.channels', { policy: { channels: { allowedOrigins: 'a.example' } } }, ['a.example']],
  ['the wildcard', { allowed_origins: ['a.example', '*'] }, []],
])('allowed origins, %s', (_, app, expected) => {
  expect(appsOf({ ...IDENTITY, ...app })[0]?.allowedOrigins).toEqual(expected);
});

test('webhooks may stand flat and in policy', () => {
  const webhooks = [{ url: 'https://a.example', event_types: ['channel_occupied'] }];
  const expected = [{ target: { kind: 'http', url: 'https://a.example' } }];
  expect(appsOf({ ...IDENTITY, policy: { webhooks } })[0]?.webhooks).toMatchObject(expected);
  expect(appsOf({ ...IDENTITY, Webhooks: webhooks })[0]?.webhooks).toMatchObject(expected);
});

test('a setting given flat and in policy is refused', () => {
  const app = { ...IDENTITY, max_connections: 1, policy: { limits: { max_connections: 2 } } };
  expect(refusalOf({ file: { app_manager: { array: { apps: [app] } } } })).toMatchObject([
    {
      key: 'app_manager.array.apps[0].limits.max_connections',
      message: expect.stringContaining('given twice'),
    },
  ]);
});

test('an empty list of apps leaves the default app, which the environment shapes', () => {
  const env = { SOKETI_DEFAULT_APP_ID: '7', SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES: '0' };
  const { configuration, sources } = load({ file: { 'appManager.array.apps': [] }, env });
  expect(configuration.appManager.apps).toMatchObject([
    { id: '7', key: 'app-key', features: { enableClientMessages: false, enableUserAuthentication: true } },
  ]);
  expect(sources.get('app_manager.array.apps[0].id')).toBe('SOKETI_DEFAULT_APP_ID');
});
