import { load } from '../testing/load.js';

const redisOf = (redis: object, driver = 'redis') =>
  load({ file: { adapter: { driver }, database: { redis } } }).configuration.redis;

test('without a driver that needs it there is no Redis, whatever is set', () => {
  const env = { REDIS_URL: 'redis://h', DATABASE_REDIS_PASSWORD: 'p', REDIS_CLUSTER_NODES: 'a' };
  expect(load({ env }).configuration).toMatchObject({
    adapter: { driver: 'local' },
    cache: { driver: 'memory' },
    rateLimiter: { driver: 'memory' },
    redis: undefined,
  });
});

test('with nothing but the driver it is the usual one of this machine', () => {
  expect(redisOf({})).toEqual({
    deployment: { kind: 'single', host: '127.0.0.1', port: 6379, db: 0 },
    username: undefined,
    password: undefined,
    tls: undefined,
    keyPrefix: 'shoal:',
  });
});

test.each([
  [{ adapter: { driver: 'redis' } }, 'redis'],
  [{ adapter: { driver: 'redis', redis: { cluster_mode: true } } }, 'redis-cluster'],
  [{ adapter: { driver: 'redis-cluster' } }, 'redis-cluster'],
])('with %j the cache and the rate limits go where the adapter is', (file, driver) => {
  const { configuration } = load({ file: { ...file, database: { redis: { url: 'redis://a' } } } });
  expect(configuration).toMatchObject({
    adapter: { driver },
    cache: { driver },
    rateLimiter: { driver },
  });
});

test('the queue alone may be in Redis', () => {
  expect(load({ file: { queue: { driver: 'redis' } } }).configuration).toMatchObject({
    adapter: { driver: 'local' },
    cache: { driver: 'memory' },
    queue: { driver: 'redis', concurrency: 200, redisPrefix: 'queue:' },
    redis: { deployment: { kind: 'single', host: '127.0.0.1', port: 6379 } },
  });
});

test.each([
  ['redis', { redis: { concurrency: 1 }, redis_cluster: { concurrency: 2 } }, { concurrency: 1 }],
  ['redis-cluster', { redis: { concurrency: 1 }, redis_cluster: { concurrency: 2 } }, { concurrency: 2 }],
  ['redis-cluster', { redis: { prefix: 'a:' } }, { redisPrefix: 'a:' }],
  ['redis', { concurrency: 3, redis: { concurrency: 1 } }, { concurrency: 3 }],
])('%s: what stands beside the driver of a queue counts: %j', (driver, queue, expected) => {
  const database = { redis: { url: 'redis://a' } };
  expect(load({ file: { queue: { driver, ...queue }, database } }).configuration.queue).toMatchObject(
    expected,
  );
});

test.each([
  ['memory', 'memory'],
  ['local', 'memory'],
  ['redis', 'redis'],
])('rate limits with the driver %s are counted as it says, whatever the adapter is', (driver, expected) => {
  for (const adapter of [{ driver: 'redis' }, { driver: 'local' }]) {
    const { configuration } = load({ file: { adapter, rate_limiter: { driver } } });
    expect(configuration.rateLimiter.driver).toBe(expected);
  }
});

test('the URL beats the parts, which fill in what it leaves open', () => {
  const parts = { host: 'part', port: 1, username: 'part', password: 'part', db: 1 };
  expect(redisOf({ ...parts, url: 'redis://app:secret@url:2/3' })).toMatchObject({
    deployment: { kind: 'single', host: 'url', port: 2, db: 3 },
    username: 'app',
    password: 'secret',
  });
  expect(redisOf({ ...parts, url: 'redis://url' })).toMatchObject({
    deployment: { kind: 'single', host: 'url', port: 6379, db: 1 },
    username: 'part',
    password: 'part',
  });
  expect(redisOf({ url: 'unix:///run/redis.sock' })).toMatchObject({
    deployment: { kind: 'socket', path: '/run/redis.sock', db: 0 },
  });
});

test.each([
  [{ url: 'rediss://a' }, 'redis', {}],
  [{ tls: { enabled: true } }, 'redis', {}],
  [{ master_tls: { ca_path: 'ca.pem' } }, 'redis', { caPath: 'ca.pem' }],
  [{ tls: { accept_invalid_certs: true } }, 'redis', { rejectUnauthorized: false }],
  [{ cluster: { nodes: ['a'], useTLS: true } }, 'redis-cluster', {}],
  [{ cluster: { nodes: ['rediss://a'] } }, 'redis-cluster', {}],
])('%j turns TLS on', (redis, driver, details) => {
  expect(redisOf(redis, driver)?.tls).toMatchObject({ rejectUnauthorized: true, ...details });
});

test.each([
  [{ tls: { enabled: false, ca_path: 'ca.pem' } }, 'redis'],
  [{ cluster: { nodes: ['rediss://a'], use_tls: true } }, 'redis'],
  [{ sentinels: ['a'], sentinel_tls: { enabled: true } }, 'redis'],
])('%j leaves TLS to Redis off', (redis, driver) => {
  expect(redisOf(redis, driver)?.tls).toBeUndefined();
});

test('the Sentinels have a login and TLS of their own', () => {
  const redis = {
    sentinels: ['rediss://a:1', { host: 'b', port: 2 }],
    master_name: 'main',
    username: 'app',
    password: 'secret',
    sentinel_username: 'watch',
    sentinel_password: 'other',
    db: 4,
  };
  expect(redisOf(redis)).toMatchObject({
    deployment: {
      kind: 'sentinel',
      sentinels: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      masterName: 'main',
      db: 4,
      username: 'watch',
      password: 'other',
      tls: { rejectUnauthorized: true },
    },
    username: 'app',
    password: 'secret',
    tls: undefined,
  });
});

describe('the nodes of a Cluster', () => {
  const node = (host: string) => ({ host, port: 6379 });
  const nodesOf = (file: object) => {
    const { redis } = load({ file }).configuration;
    return redis?.deployment.kind === 'cluster' ? redis.deployment.nodes : undefined;
  };

  test('may stand in any of the places, of which the first counts', () => {
    const adapter = { driver: 'redis-cluster', cluster: { nodes: ['third'] } };
    const database = (redis: object) => ({ redis });
    const second = { cluster_nodes: ['second'] };
    const first = { ...second, cluster: { nodes: ['first'] } };
    expect(nodesOf({ adapter, database: database(first) })).toEqual([node('first')]);
    expect(nodesOf({ adapter, database: database(second) })).toEqual([node('second')]);
    expect(nodesOf({ adapter })).toEqual([node('third')]);
  });

  test('are found through a URL when none is named', () => {
    const database = { redis: { url: 'redis://:secret@one' } };
    expect(nodesOf({ adapter: { driver: 'redis-cluster' }, database })).toEqual([node('one')]);
  });
});

test('the prefix is that of the database, followed by the one of the adapter', () => {
  const prefixOf = (adapter: object) =>
    load({ file: { adapter, database: { redis: { key_prefix: 'a:', cluster: { nodes: ['n'] } } } } })
      .configuration.redis?.keyPrefix;
  const both = { redis: { prefix: 'b:' }, cluster: { prefix: 'c:' } };
  expect(prefixOf({ driver: 'redis' })).toBe('a:');
  expect(prefixOf({ driver: 'redis', ...both })).toBe('a:b:');
  expect(prefixOf({ driver: 'redis-cluster', ...both })).toBe('a:c:');
  expect(prefixOf({ driver: 'redis-cluster', redis: both.redis })).toBe('a:b:');
});
