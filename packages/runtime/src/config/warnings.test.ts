import { load } from './testing/load.js';

test('the published secret in production', () => {
  expect(load({ env: { NODE_ENV: 'production' } }).warnings).toEqual([
    expect.stringContaining('published default secret'),
  ]);
  const env = { NODE_ENV: 'production', SOCKUDO_DEFAULT_APP_SECRET: 'own' };
  expect(load({ env }).warnings).toEqual([]);
});

describe('webhooks', () => {
  const endpoint = { url: 'https://a.example', event_types: ['cache_miss'] };
  const app = (id: string, ...webhooks: object[]) => ({ id, key: id, secret: 'c', webhooks });
  const warningsOf = (driver: string, ...apps: object[]) =>
    load({ file: { queue: { driver }, app_manager: { array: { apps } } } }).warnings;

  test('in memory, once for all apps', () => {
    expect(warningsOf('memory', app('a', endpoint, endpoint), app('b'), app('c', endpoint))).toEqual([
      expect.stringMatching(/^Webhooks of "a", "c" wait in the memory .* a crash loses what was not sent/),
    ]);
  });

  test('in Redis there is nothing to warn of', () => {
    expect(warningsOf('redis', app('a', endpoint))).toEqual([]);
  });

  test('events that only another server has', () => {
    const event_types = ['annotation_created', 'cache_miss', 'ai_run_started'];
    expect(warningsOf('redis', app('a', endpoint, { ...endpoint, event_types }))).toEqual([
      'app_manager.array.apps[0].webhooks[1].event_types: annotation_created, ai_run_started are never sent by this release.',
    ]);
  });
});

test('unknown names of the peers, with a suggestion where there is one', () => {
  const env = {
    SOKETI_DB_MYSQL_HOST: 'x',
    SOKETI_METRICS_ENABLE: '1',
    SOCKUDO_LOG_PROD: 'info',
    SOKETI_X: '',
  };
  expect(load({ env }).warnings).toEqual([
    'The environment variable SOCKUDO_LOG_PROD has no effect: use LOG_LEVEL.',
    'The environment variable SOKETI_DB_MYSQL_HOST has no effect: this release has no setting of that name.',
    'The environment variable SOKETI_METRICS_ENABLE has no effect: this release has no setting of that name; did you mean SOKETI_METRICS_ENABLED?',
  ]);
});

test('values for a default app that does not exist', () => {
  const file = { app_manager: { array: { apps: [{ id: 'a', key: 'b', secret: 'c' }] } } };
  const { warnings, configuration } = load({ file, env: { SOCKUDO_DEFAULT_APP_ID: 'other' } });
  expect(configuration.appManager.apps).toHaveLength(1);
  expect(warnings).toEqual([expect.stringContaining('SOCKUDO_DEFAULT_APP_ID')]);
});

test('what Kubernetes sets for a service of that name is not warned of', () => {
  const env = {
    SOCKUDO_PORT: 'tcp://10.0.0.1:6001',
    SOCKUDO_SERVICE_HOST: '10.0.0.1',
    SOCKUDO_SERVICE_PORT: '6001',
    SOCKUDO_SERVICE_PORT_HTTP: '6001',
    SOKETI_PORT_6001_TCP_ADDR: '10.0.0.1',
    SOKETI_PORT: 'tcp://10.0.0.1:6001',
  };
  expect(load({ env }).warnings).toEqual([]);
});

test("other servers' keys that change nothing are accepted and named", () => {
  const adapter = { redis: { requests_timeout: 5000 }, cluster: { use_sharded_pubsub: false } };
  const { warnings } = load({ file: { adapter, cache: { redis: { prefix: 'sockudo_cache:' } } } });
  expect(warnings).toEqual([
    'adapter.redis.requests_timeout (given.json) has no effect: no node asks another one and waits.',
    'adapter.cluster.use_sharded_pubsub (given.json) has no effect: `adapter.pubsub` decides.',
    expect.stringContaining('cache.redis.prefix (given.json) has no effect: what is cached lies with its'),
  ]);
});

test('any certificate of Redis or of a Sentinel gives a warning', () => {
  const any = { enabled: true, accept_invalid_certs: true };
  const redis = { sentinels: ['a'], tls: any, sentinel_tls: any };
  const { warnings } = load({ file: { adapter: { driver: 'redis' }, database: { redis } } });
  expect(warnings).toEqual([
    expect.stringContaining('database.redis.tls.accept_invalid_certs'),
    expect.stringContaining('database.redis.sentinel_tls.accept_invalid_certs'),
  ]);
});

test('what a node that is alone would share gives a warning each', () => {
  const shared = { cache: { driver: 'redis' }, rate_limiter: { driver: 'redis' } };
  const redis = { database: { redis: { url: 'redis://a' } } };
  expect(load({ file: { ...shared, ...redis } }).warnings).toEqual([
    expect.stringMatching(/^cache\.driver is redis, .* ADAPTER_DRIVER=redis \(/),
    expect.stringMatching(/^rate_limiter\.driver is redis, .* ADAPTER_DRIVER=redis \(/),
  ]);
  expect(
    load({ file: { adapter: { driver: 'redis' }, rate_limiter: { driver: 'redis' } } }).warnings,
  ).toEqual([]);
  expect(load({ file: { queue: { driver: 'redis' } } }).warnings).toEqual([]);
});
