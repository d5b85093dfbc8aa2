import { load, refusalOf } from '../testing/load.js';

const APP = { id: 'a', key: 'b', secret: 'c' };
const URL_AND_EVENTS = { url: 'https://a.example/hook', event_types: ['channel_occupied', 'cache_miss'] };
const KEY = 'app_manager.array.apps[0].webhooks[0]';

const fileWith = (endpoint: unknown, webhooks: object = {}) => ({
  webhooks,
  app_manager: { array: { apps: [{ ...APP, webhooks: [endpoint] }] } },
});

const endpointOf = (endpoint: object, webhooks: object = {}) => {
  const [app] = load({ file: fileWith(endpoint, webhooks) }).configuration.appManager.apps;
  return app?.webhooks[0];
};

const patternOf = (filter: object) => endpointOf({ ...URL_AND_EVENTS, filter })?.filter.pattern;

test('an endpoint that says only what it must has the values of the server', () => {
  expect(endpointOf(URL_AND_EVENTS)).toEqual({
    target: { kind: 'http', url: 'https://a.example/hook' },
    events: new Set(['channel_occupied', 'cache_miss']),
    filter: {},
    headers: {},
    maxEvents: 100,
    isOrdered: false,
    retry: { isEnabled: true, maxElapsed: 300_000, initialBackoff: 1000, maxBackoff: 60_000 },
    timeout: 10_000,
    concurrency: 20,
  });
});

const SERVER = {
  request_timeout_ms: 1,
  concurrency: 2,
  batching: { size: 3 },
  retry: {
    enabled: false,
    max_attempts: 4,
    max_elapsed_time_ms: 5,
    initial_backoff_ms: 6,
    max_backoff_ms: 7,
  },
};

test("the server's values come from its section, and its own come first", () => {
  expect(endpointOf(URL_AND_EVENTS, SERVER)).toMatchObject({
    timeout: 1,
    concurrency: 2,
    maxEvents: 3,
    retry: { isEnabled: false, maxAttempts: 4, maxElapsed: 5, initialBackoff: 6, maxBackoff: 7 },
  });
  const own = {
    id: 'orders',
    ordered: true,
    request_timeout_ms: 11,
    concurrency: 12,
    batching: { size: 13 },
    headers: { 'X-Own': 1 },
    retry: {
      enabled: true,
      max_attempts: 14,
      max_elapsed_time_ms: 15,
      initial_backoff_ms: 16,
      max_backoff_ms: 17,
    },
  };
  expect(endpointOf({ ...URL_AND_EVENTS, ...own }, SERVER)).toMatchObject({
    id: 'orders',
    isOrdered: true,
    timeout: 11,
    concurrency: 12,
    maxEvents: 13,
    headers: { 'X-Own': '1' },
    retry: { isEnabled: true, maxAttempts: 14, maxElapsed: 15, initialBackoff: 16, maxBackoff: 17 },
  });
});

test.each([
  [{ enabled: false }, {}, 1],
  [{}, { enabled: false }, 1],
  [{ enabled: true, size: 5 }, { enabled: false }, 5],
])('batching %j of the endpoint and %j of the server', (own, server, maxEvents) => {
  expect(endpointOf({ ...URL_AND_EVENTS, batching: own }, { batching: server })).toMatchObject({ maxEvents });
});

test('keys may be in camelCase and PascalCase too', () => {
  const endpoint = {
    Url: 'https://a.example',
    EventTypes: ['cache_miss'],
    requestTimeoutMs: 5,
    filter: { channelPrefix: 'p' },
    retry: { maxAttempts: 3 },
  };
  expect(endpointOf(endpoint)).toMatchObject({
    timeout: 5,
    filter: { prefix: 'p' },
    retry: { maxAttempts: 3 },
  });
});

describe('a function', () => {
  const credentials = { accessKeyId: 'i', secretAccessKey: 's' };
  const event_types = ['cache_miss'];

  test.each([
    [{ lambda: { function_name: 'f' } }, { functionName: 'f', region: 'us-east-1', isAwaited: false }],
    [{ lambda_function: 'f' }, { functionName: 'f', region: 'us-east-1', isAwaited: false }],
    [
      { lambda_function: 'f', lambda: { region: 'eu-west-1', async: false } },
      { functionName: 'f', region: 'eu-west-1', isAwaited: true },
    ],
    [
      { lambda: { client_options: { endpoint: 'http://localhost:1', credentials } }, lambdaFunction: 'f' },
      {
        functionName: 'f',
        region: 'us-east-1',
        isAwaited: false,
        endpoint: 'http://localhost:1',
        credentials,
      },
    ],
  ])('%j', (written, expected) => {
    expect(endpointOf({ ...written, event_types })?.target).toEqual({ kind: 'lambda', ...expected });
  });

  test('credentials come whole or not at all', () => {
    const lambda = { function_name: 'f', client_options: { credentials: { accessKeyId: 'i' } } };
    expect(refusalOf({ file: fileWith({ lambda, event_types }) })).toMatchObject([
      { key: `${KEY}.lambda.client_options.credentials.secret_access_key` },
    ]);
  });
});

describe('which channels', () => {
  test("soketi's names and Sockudo's mean the same", () => {
    const expected = { prefix: 'beta-', suffix: '-app' };
    const soketi = { channel_name_starts_with: 'beta-', channel_name_ends_with: '-app' };
    for (const written of [
      { filter: { channel_prefix: 'beta-', channel_suffix: '-app' } },
      { filter: soketi },
      { filters: soketi },
    ]) {
      expect(endpointOf({ ...URL_AND_EVENTS, ...written })?.filter).toEqual(expected);
    }
  });

  test.each([
    [{ channel_namespace: 'chat' }, ['chat:1', 'private-chat:1', 'private-encrypted-cache-chat:1']],
    [{ channel_namespaces: ['a', 'v1.2'] }, ['a:1', 'presence-v1.2:x']],
    [{ channel_namespace: 'a', channel_namespaces: ['b'] }, ['a:', 'b:c']],
    [{ channel_namespace: 'a', channel_pattern: '^private-' }, ['private-a:1']],
    [{ channel_namespace: 'a', channel_pattern: '1|2$' }, ['a:1x', 'a:x2']],
    [{ channel_pattern: 'room-\\d+$' }, ['room-1', 'private-room-22']],
  ])('%j lets %j pass', (filter, names) => {
    const pattern = patternOf(filter);
    expect(names.filter((name) => pattern?.test(name))).toEqual(names);
  });

  test.each([
    [{ channel_namespace: 'chat' }, ['chat', 'xchat:1', 'x:chat:1', 'chats:1']],
    [{ channel_namespaces: ['v1.2'] }, ['v1x2:1']],
    [{ channel_namespace: 'a', channel_pattern: '^private-' }, ['a:1', 'private-b:1']],
    [{ channel_namespace: 'a', channel_pattern: '1|2$' }, ['b:2', 'a:2x']],
  ])('%j lets none of %j pass', (filter, names) => {
    const pattern = patternOf(filter);
    expect(pattern).toBeInstanceOf(RegExp);
    expect(names.filter((name) => pattern?.test(name))).toEqual([]);
  });
});

describe('a login in the URL', () => {
  const url = 'https://user:p%40ss@a.example/hook';
  const basic = `Basic ${Buffer.from('user:p@ss').toString('base64')}`;

  test('becomes a header', () => {
    expect(endpointOf({ ...URL_AND_EVENTS, url, headers: { 'X-Own': 'x' } })).toMatchObject({
      target: { kind: 'http', url: 'https://a.example/hook' },
      headers: { 'X-Own': 'x', authorization: basic },
    });
  });

  test('does not replace one that was given', () => {
    const headers = { Authorization: 'Bearer x' };
    expect(endpointOf({ ...URL_AND_EVENTS, url, headers })?.headers).toEqual(headers);
  });
});

test('the same from the environment, JSON in either spelling', () => {
  const endpoints = [
    { lambda_function: 'f', eventTypes: ['cache_miss'], filter: { channelNameEndsWith: 'x' } },
  ];
  for (const name of ['SOKETI_DEFAULT_APP_WEBHOOKS', 'SOCKUDO_DEFAULT_APP_WEBHOOKS']) {
    const { configuration } = load({ env: { [name]: JSON.stringify(endpoints) } });
    expect(configuration.appManager.apps[0]?.webhooks).toMatchObject([
      { target: { kind: 'lambda', functionName: 'f' }, filter: { suffix: 'x' } },
    ]);
  }
});

test('a file may take the list from a variable', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the syntax under test
  const file = { app_manager: { array: { apps: [{ ...APP, webhooks: '${HOOKS}' }] } } };
  const { configuration } = load({ file, env: { HOOKS: JSON.stringify([URL_AND_EVENTS]) } });
  expect(configuration.appManager.apps[0]?.webhooks).toHaveLength(1);
});

describe('what stops the start', () => {
  test.each([
    [{ event_types: ['cache_miss'] }, 'url', 'or lambda'],
    [{ ...URL_AND_EVENTS, lambda_function: 'f' }, 'url', 'together with lambda'],
    [{ ...URL_AND_EVENTS, url: 'a.example/hook' }, 'url', 'an absolute `http://`'],
    [{ ...URL_AND_EVENTS, url: 'ftp://a.example' }, 'url', 'an absolute `http://`'],
    [{ ...URL_AND_EVENTS, url: 'https://%:x@a.example' }, 'url', 'an absolute `http://`'],
    [{ url: 'https://a.example' }, 'event_types', 'is missing; give a list of channel_occupied'],
    [
      { ...URL_AND_EVENTS, event_types: ['chanel_occupied'] },
      'event_types[0]',
      'Did you mean channel_occupied?',
    ],
    [{ ...URL_AND_EVENTS, event_types: ['cache_miss', 'xyz'] }, 'event_types[1]', '"xyz" is no event'],
    [{ ...URL_AND_EVENTS, event_types: ['*'] }, 'event_types[0]', 'There are: channel_occupied'],
    [
      { ...URL_AND_EVENTS, hedaers: {} },
      'hedaers',
      'Did you mean app_manager.array.apps[0].webhooks[0].headers?',
    ],
    [{ ...URL_AND_EVENTS, filter: { prefix: 'x' } }, 'filter.prefix', 'is not a setting'],
    [{ ...URL_AND_EVENTS, headers: { 'X Own': 'x' } }, 'headers.X Own', 'names and values of HTTP headers'],
    [
      { ...URL_AND_EVENTS, headers: { 'X-Own': 'a\r\nb: c' } },
      'headers.X-Own',
      'names and values of HTTP headers',
    ],
    [{ ...URL_AND_EVENTS, batching: { size: 101 } }, 'batching.size', 'a whole number from 1 to 100'],
    [{ ...URL_AND_EVENTS, id: 'a:b' }, 'id', 'letters, digits'],
    [{ ...URL_AND_EVENTS, retry: 3 }, 'retry', 'must be a section'],
    [{ ...URL_AND_EVENTS, Url: 'https://b.example' }, 'url', 'given twice'],
    [{ ...URL_AND_EVENTS, filter: { channel_namespace: 'a:b' } }, 'filter.channel_namespace', 'without `:`'],
  ])('%j', (endpoint, key, message) => {
    const expected = { key: `${KEY}.${key}`, message: expect.stringContaining(message) };
    expect(refusalOf({ file: fileWith(endpoint) })).toMatchObject([expected]);
    const env = { SOKETI_DEFAULT_APP_WEBHOOKS: JSON.stringify([endpoint]) };
    expect(refusalOf({ env })).toMatchObject([{ ...expected, source: 'SOKETI_DEFAULT_APP_WEBHOOKS' }]);
  });

  test('an endpoint that is none', () => {
    expect(refusalOf({ file: fileWith('https://a.example') })).toMatchObject([
      { key: KEY, message: 'must be a table of settings' },
    ]);
  });
});
