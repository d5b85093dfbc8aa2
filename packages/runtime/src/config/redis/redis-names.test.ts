import { configurationSettings } from '../schema/configuration-schema.js';
import { load } from '../testing/load.js';

type Names = Readonly<Record<string, string>>;
type Row = readonly [name: string, text: string, others: Names, expected: object];

const SINGLE = { ADAPTER_DRIVER: 'redis' };
const SENTINEL = { ...SINGLE, DATABASE_REDIS_SENTINELS: 'a' };
const CLUSTER = { ADAPTER_DRIVER: 'redis-cluster', DATABASE_REDIS_CLUSTER_NODES: 'a:1' };

/** Each name, with the others that it needs, and what comes of it in the one value of Redis. */
const NAMES: readonly Row[] = [
  ...rows(['REDIS_URL'], 'redis://h:7/3', SINGLE, {
    redis: { deployment: { kind: 'single', host: 'h', port: 7, db: 3 } },
  }),
  ...rows(['DATABASE_REDIS_HOST', 'SOKETI_DB_REDIS_HOST'], 'h', SINGLE, {
    redis: { deployment: { kind: 'single', host: 'h', port: 6379, db: 0 } },
  }),
  ...rows(['DATABASE_REDIS_PORT', 'SOKETI_DB_REDIS_PORT'], '7', SINGLE, {
    redis: { deployment: { port: 7 } },
  }),
  ...rows(['DATABASE_REDIS_DB', 'SOKETI_DB_REDIS_DB'], '7', SINGLE, { redis: { deployment: { db: 7 } } }),
  ...rows(['DATABASE_REDIS_USERNAME', 'SOKETI_DB_REDIS_USERNAME'], 'u', SINGLE, { redis: { username: 'u' } }),
  ...rows(['DATABASE_REDIS_PASSWORD', 'SOKETI_DB_REDIS_PASSWORD'], '007', SINGLE, {
    redis: { password: '007' },
  }),
  ...rows(['DATABASE_REDIS_KEY_PREFIX', 'SOKETI_DB_REDIS_KEY_PREFIX'], 'p:', SINGLE, {
    redis: { keyPrefix: 'p:' },
  }),
  ...rows(['ADAPTER_REDIS_PREFIX', 'SOKETI_ADAPTER_REDIS_PREFIX'], 'p:', SINGLE, {
    redis: { keyPrefix: 'shoal:p:' },
  }),
  ...rows(['DATABASE_REDIS_SENTINELS', 'SOKETI_DB_REDIS_SENTINELS'], '[{"host":"a","port":7},"b"]', SINGLE, {
    redis: {
      deployment: {
        kind: 'sentinel',
        sentinels: [
          { host: 'a', port: 7 },
          { host: 'b', port: 26_379 },
        ],
        masterName: 'mymaster',
      },
    },
  }),
  ...rows(['DATABASE_REDIS_NAME', 'SOKETI_DB_REDIS_INSTANCE_NAME'], 'm', SENTINEL, {
    redis: { deployment: { masterName: 'm' } },
  }),
  ...rows(['DATABASE_REDIS_SENTINEL_USERNAME'], 'u', SENTINEL, { redis: { deployment: { username: 'u' } } }),
  ...rows(['DATABASE_REDIS_SENTINEL_PASSWORD', 'SOKETI_DB_REDIS_SENTINEL_PASSWORD'], '1', SENTINEL, {
    redis: { deployment: { password: '1' } },
  }),
  ...rows(
    ['DATABASE_REDIS_CLUSTER_NODES', 'REDIS_CLUSTER_NODES', 'SOKETI_DB_REDIS_CLUSTER_NODES'],
    'redis://a:1,b,[::1]:2',
    { ADAPTER_DRIVER: 'redis-cluster' },
    {
      redis: {
        deployment: {
          kind: 'cluster',
          nodes: [
            { host: 'a', port: 1 },
            { host: 'b', port: 6379 },
            { host: '::1', port: 2 },
          ],
        },
      },
    },
  ),
  ...rows(['DATABASE_REDIS_CLUSTER_USERNAME'], 'u', CLUSTER, { redis: { username: 'u' } }),
  ...rows(['DATABASE_REDIS_CLUSTER_PASSWORD'], 'p', CLUSTER, { redis: { password: 'p' } }),
  ...rows(['DATABASE_REDIS_CLUSTER_USE_TLS'], '1', CLUSTER, { redis: { tls: { rejectUnauthorized: true } } }),
  ...rows(['DATABASE_REDIS_CLUSTER_NAT_MAP'], '10.0.0.1:6379=a:7', CLUSTER, {
    redis: { deployment: { natMap: { '10.0.0.1:6379': { host: 'a', port: 7 } } } },
  }),
  ...rows(
    ['SOKETI_ADAPTER_REDIS_CLUSTER_MODE'],
    'true',
    { ...CLUSTER, ...SINGLE },
    {
      adapter: { driver: 'redis-cluster' },
      redis: { deployment: { kind: 'cluster' } },
    },
  ),
  ...rows(
    ['SOKETI_CACHE_REDIS_CLUSTER_MODE'],
    '1',
    { ...CLUSTER, CACHE_DRIVER: 'redis' },
    {
      cache: { driver: 'redis-cluster' },
    },
  ),
  ...rows(
    ['SOKETI_RATE_LIMITER_REDIS_CLUSTER_MODE'],
    '1',
    { ...CLUSTER, RATE_LIMITER_DRIVER: 'redis' },
    {
      rateLimiter: { driver: 'redis-cluster' },
    },
  ),
  ...rows(
    ['SOKETI_QUEUE_REDIS_CLUSTER_MODE'],
    '1',
    { ...CLUSTER, QUEUE_DRIVER: 'redis' },
    {
      queue: { driver: 'redis-cluster' },
    },
  ),
  ...rows(['QUEUE_REDIS_PREFIX'], 'p:', {}, { queue: { redisPrefix: 'p:' } }),
  ...rows(['RATE_LIMITER_REDIS_PREFIX'], 'p:', {}, { rateLimiter: { redisPrefix: 'p:' } }),
  ...tlsRows(['DATABASE_REDIS_TLS', 'DATABASE_REDIS_MASTER_TLS'], SINGLE, (tls) => ({ redis: { tls } })),
  ...tlsRows(['DATABASE_REDIS_SENTINEL_TLS'], SENTINEL, (tls) => ({ redis: { deployment: { tls } } })),
];

function rows(
  ...[names, text, others, expected]: readonly [readonly string[], string, Names, object]
): Row[] {
  return names.map((name) => [name, text, without(others, names), expected] as const);
}

/** A stronger name of the same setting would hide the one that is looked at. */
function without(others: Names, names: readonly string[]): Names {
  return Object.fromEntries(Object.entries(others).filter(([name]) => !names.includes(name)));
}

function tlsRows(tables: readonly string[], others: Names, expected: (tls: object) => object): Row[] {
  return tables.flatMap((table): Row[] => [
    [`${table}_ENABLED`, '1', others, expected({ rejectUnauthorized: true, caPath: undefined })],
    [`${table}_ACCEPT_INVALID_CERTS`, '1', others, expected({ rejectUnauthorized: false })],
    [`${table}_CA_PATH`, 'a.pem', others, expected({ caPath: 'a.pem', rejectUnauthorized: true })],
    [
      `${table}_CLIENT_CERT_PATH`,
      'a.pem',
      { ...others, [`${table}_CLIENT_KEY_PATH`]: 'b.pem' },
      expected({ clientCertPath: 'a.pem' }),
    ],
    [
      `${table}_CLIENT_KEY_PATH`,
      'a.pem',
      { ...others, [`${table}_CLIENT_CERT_PATH`]: 'b.pem' },
      expected({ clientKeyPath: 'a.pem' }),
    ],
    [`${table}_SERVER_NAME`, 'redis.example', others, expected({ serverName: 'redis.example' })],
  ]);
}

test.each(NAMES)('%s=%s with %j', (...[name, text, others, expected]) => {
  expect(load({ env: { ...others, [name]: text } }).configuration).toMatchObject(expected);
});

test('the list above is complete', () => {
  const ofRedis = configurationSettings.filter(({ path }) => path[0] === 'database' || path[1] === 'redis');
  const declared = ofRedis.flatMap(({ metadata }) => metadata.environment.map(({ name }) => name));
  const tested = new Set(NAMES.map(([name]) => name));
  expect(declared.filter((name) => !tested.has(name))).toEqual([]);
});

test('a service of Kubernetes called "database-redis" does not set the port', () => {
  const env = { ...SINGLE, DATABASE_REDIS_PORT: 'tcp://10.0.0.1:6379' };
  expect(load({ env }).configuration.redis).toMatchObject({ deployment: { port: 6379 } });
});
