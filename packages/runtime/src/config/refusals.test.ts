import { loadConfiguration } from './load-configuration.js';
import { refusalOf } from './testing/load.js';

describe('unknown keys', () => {
  test.each([
    [{ metrics: { prot: 1 } }, 'metrics.prot', 'metrics.port'],
    [{ prefix: 'x' }, 'prefix', 'metrics.prometheus.prefix'],
    [{ webhooks: { enabled: true } }, 'webhooks.enabled', 'app_manager.array.apps[].webhooks'],
    [{ webhooks: { batching_enabled: true } }, 'webhooks.batching_enabled', 'webhooks.batching.enabled'],
    [{ webhooks: { maxBatchSize: 1 } }, 'webhooks.maxBatchSize', 'webhooks.batching.size'],
    [{ webhooks: { flush_interval_ms: 1 } }, 'webhooks.flush_interval_ms', 'webhooks.batching.duration'],
    [
      { rate_limiter: { api: { max_request: 1 } } },
      'rate_limiter.api.max_request',
      'rate_limiter.api.max_requests',
    ],
    [
      { app_manager: { array: { apps: [{ id: 'a', key: 'b', secret: 'c', maxConection: 1 }] } } },
      'app_manager.array.apps[0].maxConection',
      'app_manager.array.apps[].limits.max_connections',
    ],
  ])('%j is refused, with a suggestion', (file, key, suggestion) => {
    expect(refusalOf({ file })).toEqual([
      { key, source: 'given.json', message: `is not a setting of this release. Did you mean ${suggestion}?` },
    ]);
  });

  test('what is like nothing else gets no suggestion', () => {
    expect(refusalOf({ file: { zzzzzzzzz: 1 } })).toEqual([
      { key: 'zzzzzzzzz', source: 'given.json', message: 'is not a setting of this release' },
    ]);
  });

  test('a key given in two spellings is refused', () => {
    expect(refusalOf({ file: { metrics: { port: 1 }, 'metrics.port': 2 } })).toMatchObject([
      { key: 'metrics.port', message: expect.stringContaining('given twice') },
    ]);
  });

  test.each([['__proto__'], ['constructor'], ['toString']])('%s is not a setting', (key) => {
    const text = `{"${key}": {"port": 1}}`;
    const read = () => loadConfiguration({ argv: ['-c', 'a.json'], env: {}, cwd: '/', readFile: () => text });
    expect(read).toThrow('is not a setting of this release');
  });
});

describe('wrong values', () => {
  test.each([
    ['metrics.port', { METRICS_PORT: '96o1' }, 'METRICS_PORT', 'a whole number from 0 to 65535, not text'],
    ['port', { PORT: '70000' }, 'PORT', 'a whole number from 0 to 65535'],
    [
      'metrics.enabled',
      { SOKETI_METRICS_ENABLED: 'maybe' },
      'SOKETI_METRICS_ENABLED',
      'true or false, not text',
    ],
    [
      'log_level',
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL',
      '"loud" is not supported; this release has: error, warn, info',
    ],
    [
      'adapter.driver',
      { ADAPTER_DRIVER: 'nats' },
      'ADAPTER_DRIVER',
      '"nats" is not supported; this release has: local, redis, redis-cluster',
    ],
    [
      'cache.driver',
      { CACHE_DRIVER: 'none' },
      'CACHE_DRIVER',
      '"none" is not supported; this release has: memory, redis, redis-cluster',
    ],
    [
      'rate_limiter.driver',
      { SOKETI_RATE_LIMITER_DRIVER: 'cluster' },
      'SOKETI_RATE_LIMITER_DRIVER',
      '"cluster" is not supported; this release has: memory, local, redis, redis-cluster',
    ],
    [
      'database.redis.url',
      { REDIS_URL: 'http://host' },
      'REDIS_URL',
      'must be `redis://user:password@host:port/db`',
    ],
    [
      'database.redis.sentinels[1]',
      { SOKETI_DB_REDIS_SENTINELS: 'a:1,b:x' },
      'SOKETI_DB_REDIS_SENTINELS',
      'must be `host:port`',
    ],
    [
      'database.redis.host',
      { DATABASE_REDIS_HOST: 'rediss://host' },
      'DATABASE_REDIS_HOST',
      'a host name or an address',
    ],
    [
      'database.redis.key_prefix',
      { DATABASE_REDIS_KEY_PREFIX: '{shoal}:' },
      'DATABASE_REDIS_KEY_PREFIX',
      'text without white space, `{` and `}`',
    ],
    [
      'adapter.redis.prefix',
      { SOKETI_ADAPTER_REDIS_PREFIX: 'a}' },
      'SOKETI_ADAPTER_REDIS_PREFIX',
      'text without white space, `{` and `}`',
    ],
    [
      'queue.driver',
      { QUEUE_DRIVER: 'sqs' },
      'QUEUE_DRIVER',
      '"sqs" is not supported; this release has: memory, sync, redis, redis-cluster',
    ],
    [
      'metrics.driver',
      { METRICS_DRIVER: 'statsd' },
      'METRICS_DRIVER',
      '"statsd" is not supported; this release has: prometheus',
    ],
    ['compat[0]', { COMPAT: 'ably' }, 'COMPAT', '"ably" is not supported; this release has: soketi, pusher'],
    ['metrics.labels', { METRICS_LABELS: 'nonsense' }, 'METRICS_LABELS', 'names and values'],
    ['metrics.labels.job', { METRICS_LABELS: 'job=x' }, 'METRICS_LABELS', 'names and values'],
    [
      'unix_socket.permission_mode',
      { UNIX_SOCKET_PERMISSION_MODE: '999' },
      'UNIX_SOCKET_PERMISSION_MODE',
      'three octal digits',
    ],
    [
      'rate_limiter.api.window_seconds',
      { RATE_LIMITER_API_WINDOW_SECONDS: '0' },
      'RATE_LIMITER_API_WINDOW_SECONDS',
      'from 1',
    ],
    [
      'app_manager.array.apps[0].webhooks',
      { SOKETI_DEFAULT_APP_WEBHOOKS: '[oops' },
      'SOKETI_DEFAULT_APP_WEBHOOKS',
      'a list of tables',
    ],
  ])('%s: %j is refused, naming source and what is allowed', (...[key, env, source, message]) => {
    expect(refusalOf({ env })).toEqual([{ key, source, message: expect.stringContaining(message) }]);
  });

  test('every problem is listed, not only the first', () => {
    const problems = refusalOf({ file: { port: 'x', hots: 'y' }, env: { METRICS_PORT: 'z' } });
    expect(problems.map(({ key }) => key)).toEqual(['hots', 'port', 'metrics.port']);
  });

  test('a section that is no section is refused', () => {
    expect(refusalOf({ file: { metrics: 3 } })).toMatchObject([{ key: 'metrics' }]);
  });

  test('an app that is no app is refused once', () => {
    expect(refusalOf({ file: { app_manager: { array: { apps: [3] } } } })).toMatchObject([
      { key: 'app_manager.array.apps[0]' },
    ]);
  });

  test('digits that JSON would round are refused as text', () => {
    const file = '{"app_manager":{"array":{"apps":[{"id":12345678901234567890,"key":"k","secret":"s"}]}}}';
    const read = () => loadConfiguration({ argv: ['-c', 'a.json'], env: {}, cwd: '/', readFile: () => file });
    expect(read).toThrow('app_manager.array.apps[0].id (a.json)');
  });
});
