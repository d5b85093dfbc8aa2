import { configurationSettings } from './schema/configuration-schema.js';
import { load } from './testing/load.js';

type Row = readonly [name: string, text: string, key: string, value: unknown];

/** Every name, one by one: what it says and what comes of it. */
const NAMES: readonly Row[] = [
  ['HOST', '127.0.0.1', 'host', '127.0.0.1'],
  ['SOKETI_HOST', '127.0.0.1', 'host', '127.0.0.1'],
  ['PORT', '7001', 'port', 7001],
  ['SOKETI_PORT', '7001', 'port', 7001],
  ['ENVIRONMENT', 'staging', 'mode', 'staging'],
  ['ENVIRONMENT', 'staging', 'node.environment', 'staging'],
  ['NODE_ENV', 'test', 'mode', 'test'],
  ['SOKETI_MODE', 'full', 'mode', 'full'],
  ['PATH_PREFIX', '/ws', 'pathPrefix', '/ws'],
  ['SOKETI_PATH_PREFIX', 'ws', 'pathPrefix', '/ws'],
  ['SHUTDOWN_GRACE_PERIOD', '60', 'shutdownGracePeriod', 60],
  ['SOKETI_SHUTDOWN_GRACE_PERIOD', '3000', 'shutdownGracePeriod', 3],
  ['USER_AUTHENTICATION_TIMEOUT', '10', 'userAuthenticationTimeout', 10],
  ['SOKETI_USER_AUTHENTICATION_TIMEOUT', '2500', 'userAuthenticationTimeout', 2.5],
  ['AUTHORIZED_CONNECTIONS', 'yes', 'authorizedConnections', true],
  ['ACTIVITY_TIMEOUT', '60', 'activityTimeout', 60],
  ['PONG_TIMEOUT', '10', 'pongTimeout', 10],
  ['SOCKUDO_MAX_CONNECTIONS', '500', 'maxConnections', 500],
  ['DEBUG', '1', 'debug', true],
  ['DEBUG_MODE', 'true', 'debug', true],
  ['SOKETI_DEBUG', 'on', 'debug', true],
  ['LOG_FORMAT', 'text', 'logFormat', 'text'],
  ['LOG_OUTPUT_FORMAT', 'human', 'logFormat', 'text'],
  ['LOG_LEVEL', 'warn', 'logLevel', 'warn'],
  ['RUST_LOG', 'info,sockudo=debug,tower_http=trace', 'logLevel', 'debug'],
  ['COMPAT', 'soketi,pusher', 'compat', ['soketi', 'pusher']],
  ['APP_MANAGER_DRIVER', 'array', 'appManager.driver', 'memory'],
  ['SOKETI_APP_MANAGER_DRIVER', 'array', 'appManager.driver', 'memory'],
  ['ADAPTER_DRIVER', 'local', 'adapter.driver', 'local'],
  ['SOKETI_ADAPTER_DRIVER', 'local', 'adapter.driver', 'local'],
  ['ADAPTER_PUBSUB', 'classic', 'adapter.pubsub', 'classic'],
  ['CACHE_DRIVER', 'memory', 'cache.driver', 'memory'],
  ['SOKETI_CACHE_DRIVER', 'memory', 'cache.driver', 'memory'],
  ['RATE_LIMITER_ENABLED', 'true', 'rateLimiter.enabled', true],
  ['RATE_LIMITER_DRIVER', 'memory', 'rateLimiter.driver', 'memory'],
  ['SOKETI_RATE_LIMITER_DRIVER', 'local', 'rateLimiter.driver', 'memory'],
  ['RATE_LIMITER_API_MAX_REQUESTS', '5', 'rateLimiter.api.maxRequests', 5],
  ['RATE_LIMITER_API_WINDOW_SECONDS', '6', 'rateLimiter.api.windowSeconds', 6],
  ['RATE_LIMITER_API_TRUST_HOPS', '2', 'rateLimiter.api.trustHops', 2],
  ['RATE_LIMITER_WS_MAX_REQUESTS', '5', 'rateLimiter.websocket.maxRequests', 5],
  ['RATE_LIMITER_WS_WINDOW_SECONDS', '6', 'rateLimiter.websocket.windowSeconds', 6],
  ['RATE_LIMITER_WS_TRUST_HOPS', '2', 'rateLimiter.websocket.trustHops', 2],
  ['WEBSOCKET_MAX_MESSAGE_SIZE', '2048', 'websocket.maxMessageSize', 2048],
  ['WEBSOCKET_MAX_BACKPRESSURE', '2048', 'websocket.maxBackpressure', 2048],
  ['WEBSOCKET_MAX_PROCESS_BACKPRESSURE', '4194304', 'websocket.maxProcessBackpressure', 4_194_304],
  ['WEBSOCKET_SLOW_CONSUMER', 'drop', 'websocket.slowConsumer', 'drop'],
  ['WEBSOCKET_DISCONNECT_ON_BUFFER_FULL', 'false', 'websocket.slowConsumer', 'drop'],
  ['HTTP_API_REQUEST_LIMIT_IN_MB', '1.5', 'httpApi.requestLimitInMb', 1.5],
  ['HTTP_API_DIRECT_PUBLISH', 'false', 'httpApi.directPublish', false],
  ['HTTP_API_USAGE_ENABLED', 'false', 'httpApi.usageEnabled', false],
  ['HTTP_API_ACCEPT_TRAFFIC_MEMORY_THRESHOLD', '0.5', 'httpApi.acceptTraffic.memoryThreshold', 0.5],
  ['SOKETI_HTTP_ACCEPT_TRAFFIC_MEMORY_THRESHOLD', '85', 'httpApi.acceptTraffic.memoryThreshold', 0.85],
  ['HTTP_API_MAX_CHANNELS_LISTED', '1000', 'httpApi.maxChannelsListed', 1000],
  ['CHANNEL_LIMITS_MAX_NAME_LENGTH', '100', 'channelLimits.maxNameLength', 100],
  ['SOKETI_CHANNEL_LIMITS_MAX_NAME_LENGTH', '100', 'channelLimits.maxNameLength', 100],
  ['SOKETI_CHANNEL_MAX_NAME_LENGTH', '100', 'channelLimits.maxNameLength', 100],
  ['CHANNEL_LIMITS_CACHE_TTL', '60', 'channelLimits.cacheTtl', 60],
  ['SOKETI_CHANNEL_CACHE_TTL', '60', 'channelLimits.cacheTtl', 60],
  ['EVENT_LIMITS_MAX_CHANNELS_AT_ONCE', '7', 'eventLimits.maxChannelsAtOnce', 7],
  ['SOKETI_EVENT_MAX_CHANNELS_AT_ONCE', '7', 'eventLimits.maxChannelsAtOnce', 7],
  ['EVENT_LIMITS_MAX_NAME_LENGTH', '7', 'eventLimits.maxNameLength', 7],
  ['SOKETI_EVENT_MAX_NAME_LENGTH', '7', 'eventLimits.maxNameLength', 7],
  ['EVENT_LIMITS_MAX_PAYLOAD_IN_KB', '7', 'eventLimits.maxPayloadInKb', 7],
  ['SOKETI_EVENT_MAX_SIZE_IN_KB', '7', 'eventLimits.maxPayloadInKb', 7],
  ['EVENT_LIMITS_MAX_BATCH_SIZE', '7', 'eventLimits.maxBatchSize', 7],
  ['SOKETI_EVENT_MAX_BATCH_SIZE', '7', 'eventLimits.maxBatchSize', 7],
  ['PRESENCE_MAX_MEMBERS_PER_CHANNEL', '7', 'presence.maxMembersPerChannel', 7],
  ['SOKETI_PRESENCE_MAX_MEMBERS', '7', 'presence.maxMembersPerChannel', 7],
  ['PRESENCE_MAX_MEMBER_SIZE_IN_KB', '7', 'presence.maxMemberSizeInKb', 7],
  ['SOKETI_PRESENCE_MAX_MEMBER_SIZE', '7', 'presence.maxMemberSizeInKb', 7],
  ['PRESENCE_MAX_USER_ID_LENGTH', '7', 'presence.maxUserIdLength', 7],
  ['PRESENCE_GRACE', '7', 'presence.grace', 7],
  ['PRESENCE_UNGRACEFUL_TIMEOUT_SECONDS', '7', 'presence.grace', 7],
  ['IDEMPOTENCY_ENABLED', 'false', 'idempotency.enabled', false],
  ['IDEMPOTENCY_TTL_SECONDS', '7', 'idempotency.ttlSeconds', 7],
  ['IDEMPOTENCY_MAX_KEY_LENGTH', '7', 'idempotency.maxKeyLength', 7],
  [
    'CORS_ORIGINS',
    'https://a.example, https://b.example',
    'cors.origin',
    ['https://a.example', 'https://b.example'],
  ],
  ['CORS_METHODS', '["GET","POST"]', 'cors.methods', ['GET', 'POST']],
  ['CORS_HEADERS', 'Accept', 'cors.headers', ['Accept']],
  ['CORS_CREDENTIALS', 'false', 'cors.credentials', false],
  ['SSL_ENABLED', 'false', 'ssl.enabled', false],
  ['SSL_CERT_PATH', 'a.pem', 'ssl.certPath', 'a.pem'],
  ['SOKETI_SSL_CERT', 'a.pem', 'ssl.certPath', 'a.pem'],
  ['SSL_KEY_PATH', 'a.pem', 'ssl.keyPath', 'a.pem'],
  ['SOKETI_SSL_KEY', 'a.pem', 'ssl.keyPath', 'a.pem'],
  ['SSL_PASSPHRASE', '1234', 'ssl.passphrase', '1234'],
  ['SOKETI_SSL_PASS', '1234', 'ssl.passphrase', '1234'],
  ['SSL_CA_PATH', 'a.pem', 'ssl.caPath', 'a.pem'],
  ['SOKETI_SSL_CA', 'a.pem', 'ssl.caPath', 'a.pem'],
  ['SSL_REDIRECT_HTTP', 'false', 'ssl.redirectHttp', false],
  ['SSL_HTTP_PORT', '8080', 'ssl.httpPort', 8080],
  ['UNIX_SOCKET_ENABLED', 'true', 'unixSocket.enabled', true],
  ['UNIX_SOCKET_PATH', '/tmp/a.sock', 'unixSocket.path', '/tmp/a.sock'],
  ['UNIX_SOCKET_PERMISSION_MODE', '600', 'unixSocket.permissionMode', 0o600],
  ['DRAIN_DELAY', '1', 'drain.delay', 1],
  ['DRAIN_WINDOW', '2', 'drain.window', 2],
  ['DRAIN_PRESENCE_GRACE', '3', 'drain.presenceGrace', 3],
  ['NODE_ID', 'node-1', 'node.id', 'node-1'],
  ['INSTANCE_PROCESS_ID', 'node-1', 'node.id', 'node-1'],
  ['NODE_ENVIRONMENT', 'prod', 'node.environment', 'prod'],
  ['NODE_REGION', 'eu', 'node.region', 'eu'],
  ...defaultApp('id', '40000', '40000', ['SOCKUDO_DEFAULT_APP_ID', 'SOKETI_DEFAULT_APP_ID']),
  ...defaultApp('key', '007', '007', ['SOCKUDO_DEFAULT_APP_KEY', 'SOKETI_DEFAULT_APP_KEY']),
  ...defaultApp('secret', '1e3', '1e3', ['SOCKUDO_DEFAULT_APP_SECRET', 'SOKETI_DEFAULT_APP_SECRET']),
  ...defaultApp('enabled', '0', false, ['SOCKUDO_DEFAULT_APP_ENABLED', 'SOKETI_DEFAULT_APP_ENABLED']),
  ...defaultApp('limits.maxConnections', '5', 5, [
    'SOCKUDO_DEFAULT_APP_MAX_CONNECTIONS',
    'SOKETI_DEFAULT_APP_MAX_CONNS',
  ]),
  ...defaultApp('limits.maxConnections', '-1', undefined, ['SOKETI_DEFAULT_APP_MAX_CONNS']),
  ...defaultApp('limits.maxBackendEventsPerSecond', '5', 5, [
    'SOCKUDO_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SECOND',
    'SOKETI_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SEC',
  ]),
  ...defaultApp('limits.maxClientEventsPerSecond', '5', 5, [
    'SOCKUDO_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SECOND',
    'SOKETI_DEFAULT_APP_MAX_CLIENT_EVENTS_PER_SEC',
  ]),
  ...defaultApp('limits.maxReadRequestsPerSecond', '5', 5, [
    'SOCKUDO_DEFAULT_APP_MAX_READ_REQUESTS_PER_SECOND',
    'SOKETI_DEFAULT_APP_MAX_READ_REQ_PER_SEC',
  ]),
  ...defaultApp('limits.maxPresenceMembersPerChannel', '5', 5, [
    'SOCKUDO_DEFAULT_APP_MAX_PRESENCE_MEMBERS_PER_CHANNEL',
  ]),
  ...defaultApp('limits.maxPresenceMemberSizeInKb', '0.5', 0.5, [
    'SOCKUDO_DEFAULT_APP_MAX_PRESENCE_MEMBER_SIZE_IN_KB',
  ]),
  ...defaultApp('limits.maxChannelNameLength', '5', 5, ['SOCKUDO_DEFAULT_APP_MAX_CHANNEL_NAME_LENGTH']),
  ...defaultApp('limits.maxEventChannelsAtOnce', '5', 5, ['SOCKUDO_DEFAULT_APP_MAX_EVENT_CHANNELS_AT_ONCE']),
  ...defaultApp('limits.maxEventNameLength', '5', 5, ['SOCKUDO_DEFAULT_APP_MAX_EVENT_NAME_LENGTH']),
  ...defaultApp('limits.maxEventPayloadInKb', '5', 5, ['SOCKUDO_DEFAULT_APP_MAX_EVENT_PAYLOAD_IN_KB']),
  ...defaultApp('limits.maxEventBatchSize', '5', 5, ['SOCKUDO_DEFAULT_APP_MAX_EVENT_BATCH_SIZE']),
  ...defaultApp('features.enableClientMessages', 'false', false, [
    'SOCKUDO_DEFAULT_APP_ENABLE_CLIENT_MESSAGES',
    'SOKETI_DEFAULT_APP_ENABLE_CLIENT_MESSAGES',
    'SOCKUDO_ENABLE_CLIENT_MESSAGES',
  ]),
  ...defaultApp('features.enableUserAuthentication', 'false', false, [
    'SOCKUDO_DEFAULT_APP_ENABLE_USER_AUTHENTICATION',
    'SOKETI_DEFAULT_APP_USER_AUTHENTICATION',
  ]),
  ...defaultApp('features.enableWatchlistEvents', 'false', false, [
    'SOCKUDO_DEFAULT_APP_ENABLE_WATCHLIST_EVENTS',
  ]),
  ...defaultApp('features.enableSubscriptionCount', 'true', true, [
    'SOCKUDO_DEFAULT_APP_ENABLE_SUBSCRIPTION_COUNT',
  ]),
  ...defaultApp(
    'allowedOrigins',
    'a.example,b.example',
    ['a.example', 'b.example'],
    ['SOCKUDO_DEFAULT_APP_ALLOWED_ORIGINS'],
  ),
  ...defaultApp(
    'webhooks.0.target',
    '[{"url":"https://a.example","event_types":["cache_miss"]}]',
    { kind: 'http', url: 'https://a.example' },
    ['SOCKUDO_DEFAULT_APP_WEBHOOKS', 'SOKETI_DEFAULT_APP_WEBHOOKS'],
  ),
];

function defaultApp(
  ...[field, text, value, names]: readonly [string, string, unknown, readonly string[]]
): Row[] {
  return names.map((name) => [name, text, `appManager.apps.0.${field}`, value]);
}

function valueAt(root: unknown, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (node, part) => (typeof node === 'object' && node !== null ? Reflect.get(node, part) : undefined),
      root,
    );
}

test.each(NAMES)('%s=%s sets %s', (...[name, text, key, value]) => {
  expect(valueAt(load({ env: { [name]: text } }).configuration, key)).toEqual(value);
});

test('the list above is complete', () => {
  // They are in redis/redis-names.test.ts, webhooks/jobs-names.test.ts, push/push-names.test.ts and
  // observability-names.test.ts.
  const elsewhere = ['database', 'queue', 'webhooks', 'push', 'metrics', 'logging', 'health'];
  const others = configurationSettings.filter(
    ({ path }) => !elsewhere.includes(String(path[0])) && path[1] !== 'redis',
  );
  const declared = others.flatMap(({ metadata }) => metadata.environment);
  const tested = new Set(NAMES.map(([name]) => name));
  expect(declared.map(({ name }) => name).filter((name) => !tested.has(name))).toEqual([]);
});

test.each([
  ['1', true],
  ['true', true],
  ['TRUE', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['Off', false],
])('METRICS_ENABLED=%s means %s', (text, value) => {
  expect(load({ env: { METRICS_ENABLED: text } }).configuration.metrics.enabled).toBe(value);
});

describe('of several names the strongest counts', () => {
  const every = {
    METRICS_PROMETHEUS_PREFIX: 'a_',
    PROMETHEUS_METRICS_PREFIX: 'b_',
    SOKETI_METRICS_PROMETHEUS_PREFIX: 'c_',
  };

  test.each([
    [every, 'a_'],
    [{ ...every, METRICS_PROMETHEUS_PREFIX: '' }, 'b_'],
    // It names the metrics of soketi only, where these are printed.
    [{ SOKETI_METRICS_PROMETHEUS_PREFIX: 'c_' }, 'sockudo_'],
  ])('prefix: %j', (env, prefix) => {
    expect(load({ env }).configuration.metrics.prometheus.prefix).toBe(prefix);
  });

  test.each([
    [{}, []],
    [{ SOKETI_METRICS_ENABLED: '1' }, ['soketi']],
    [{ SOKETI_METRICS_ENABLED: 'false' }, []],
    [{ SOKETI_METRICS_ENABLED: 'true', METRICS_COMPAT: 'sockudo5' }, ['sockudo5']],
  ])('names of other servers: %j', (env, compat) => {
    expect(load({ env }).configuration.metrics.compat).toEqual(compat);
  });

  test('METRICS_* beats SOKETI_*', () => {
    const env = {
      METRICS_ENABLED: 'true',
      SOKETI_METRICS_ENABLED: '0',
      METRICS_PORT: '1000',
      SOKETI_METRICS_SERVER_PORT: '2000',
      METRICS_HOST: 'a',
      SOKETI_METRICS_HOST: 'b',
    };
    expect(load({ env }).configuration.metrics).toMatchObject({ enabled: true, port: 1000, host: 'a' });
  });

  test.each([
    [{ LOG_FORMAT: 'json', LOG_OUTPUT_FORMAT: 'text' }, { logFormat: 'json' }],
    [{ LOG_LEVEL: 'error', RUST_LOG: 'trace' }, { logLevel: 'error' }],
    [{ PORT: '1', SOKETI_PORT: '2' }, { port: 1 }],
    [{ SOCKUDO_DEFAULT_APP_ID: 'a', SOKETI_DEFAULT_APP_ID: 'b' }, { appManager: { apps: [{ id: 'a' }] } }],
  ])('%j', (env, expected) => {
    expect(load({ env }).configuration).toMatchObject(expected);
  });
});
