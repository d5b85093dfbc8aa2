import { load, refusalOf } from './testing/load.js';

const apps = (...list: object[]) => ({ app_manager: { array: { apps: list } } });

const WEBHOOK = { url: 'https://a.example', event_types: ['cache_miss'] };

type Row = readonly [file: object, key: string, words: string];

const withRedis: readonly Row[] = [
  [{ cache: { driver: 'redis-cluster' } }, 'cache.driver', 'one Redis'],
  [{ queue: { driver: 'redis-cluster' } }, 'queue.driver', 'one Redis'],
  [{ rate_limiter: { driver: 'redis', redis: { cluster_mode: true } } }, 'rate_limiter.driver', 'one Redis'],
  [{ cache: { driver: 'memory' } }, 'cache.driver', 'idempotency.enabled'],
  [
    { database: { redis: { url: 'redis://a', sentinels: ['b'] } } },
    'database.redis.url',
    'database.redis.sentinels',
  ],
  [
    { database: { redis: { tls: { client_cert_path: 'a' } } } },
    'database.redis.tls.client_key_path',
    'database.redis.tls.client_cert_path',
  ],
  [
    { database: { redis: { sentinel_tls: { client_key_path: 'a' } } } },
    'database.redis.sentinel_tls.client_cert_path',
    'database.redis.sentinel_tls.client_key_path',
  ],
  [
    { database: { redis: { url: 'rediss://a', tls: { enabled: false } } } },
    'database.redis.tls.enabled',
    'rediss://',
  ],
];

const withCluster: readonly (readonly [adapter: object, redis: object, key: string, words: string])[] = [
  [{ driver: 'redis-cluster' }, {}, 'database.redis.cluster.nodes', 'adapter.driver'],
  [{ driver: 'redis', redis: { cluster_mode: true } }, {}, 'database.redis.cluster.nodes', 'adapter.driver'],
  [{ driver: 'redis-cluster' }, { url: 'unix:///a' }, 'database.redis.cluster.nodes', 'adapter.driver'],
  [{ driver: 'redis-cluster' }, { url: 'redis://a', cluster_nodes: ['b'] }, 'database.redis.url', 'nodes'],
  [{ driver: 'redis-cluster' }, { url: 'redis://a/1' }, 'database.redis.url', 'database other than 0'],
  [{ driver: 'redis-cluster' }, { db: 1, cluster: { nodes: ['a'] } }, 'database.redis.db', 'other than 0'],
  [
    { driver: 'redis-cluster' },
    { sentinels: ['a'], cluster: { nodes: ['a'] } },
    'database.redis.sentinels',
    'no Sentinels',
  ],
  [
    { driver: 'redis-cluster' },
    { tls: { enabled: false }, cluster: { nodes: ['a'], use_tls: true } },
    'database.redis.tls.enabled',
    'use_tls',
  ],
];

const redisRows: readonly Row[] = [
  ...withRedis.map(([file, key, words]): Row => [{ adapter: { driver: 'redis' }, ...file }, key, words]),
  ...withCluster.map(([adapter, redis, key, words]): Row => [{ adapter, database: { redis } }, key, words]),
];

test.each<Row>([
  [{ ssl: { enabled: true, key_path: 'k' } }, 'ssl.cert_path', 'ssl.enabled'],
  [{ ssl: { enabled: true, cert_path: 'c' } }, 'ssl.key_path', 'ssl.enabled'],
  [{ ssl: { redirect_http: true } }, 'ssl.redirect_http', 'ssl.enabled'],
  [{ port: 80, ssl: { cert_path: 'c', key_path: 'k', redirect_http: true } }, 'ssl.http_port', 'port'],
  [
    { unix_socket: { enabled: true }, ssl: { cert_path: 'c', key_path: 'k', redirect_http: true } },
    'unix_socket.enabled',
    'ssl.redirect_http',
  ],
  [{ port: 9601 }, 'metrics.port', 'port'],
  [{ port: 9601, host: '::', metrics: { host: '127.0.0.1' } }, 'metrics.port', 'port'],
  [{ port: 5000, metrics: { tcp_exporter: { enabled: true } } }, 'metrics.tcp_exporter.port', 'port'],
  [{ metrics: { tcp_exporter: { enabled: true, port: 9601 } } }, 'metrics.tcp_exporter.port', 'metrics.port'],
  [{ drain: { delay: 20, window: 20 } }, 'drain.window', 'shutdown_grace_period'],
  [{ drain: { window: 31 } }, 'drain.window', 'shutdown_grace_period'],
  [
    { websocket: { max_backpressure: 2, max_process_backpressure: 1 } },
    'websocket.max_backpressure',
    'websocket.max_process_backpressure',
  ],
  [
    apps({ id: 'a', key: 'b', secret: 'c' }, { id: 'a', key: 'd', secret: 'e' }),
    'app_manager.array.apps[1].id',
    'app_manager.array.apps[0].id',
  ],
  [
    apps({ id: 'a', key: 'b', secret: 'c' }, { id: 'd', key: 'b', secret: 'e' }),
    'app_manager.array.apps[1].key',
    'app_manager.array.apps[0].key',
  ],
  [
    apps({
      id: 'a',
      key: 'b',
      secret: 'c',
      webhooks: [WEBHOOK, { ...WEBHOOK, id: 'x' }, WEBHOOK, { ...WEBHOOK, id: 'x' }],
    }),
    'app_manager.array.apps[0].webhooks[3].id',
    'app_manager.array.apps[0].webhooks[1].id',
  ],
  ...redisRows,
])('%j cannot work', (file, key, words) => {
  expect(refusalOf({ file })).toEqual([
    { key, source: expect.any(String), message: expect.stringContaining(words) },
  ]);
});

test.each([
  [{ port: 0, metrics: { port: 0 } }],
  [{ port: 9601, metrics: { enabled: false } }],
  [{ port: 9601, host: '10.0.0.1', metrics: { host: '127.0.0.1' } }],
  [{ port: 5000, host: '10.0.0.1', metrics: { tcp_exporter: { enabled: true } } }],
  [{ port: 5000 }],
  [{ metrics: { enabled: false, tcp_exporter: { enabled: true, port: 9601 } } }],
  [{ port: 9601, unix_socket: { enabled: true } }],
  [{ ssl: { cert_path: 'c', key_path: 'k', redirect_http: true } }],
  [{ database: { redis: { url: 'redis://a/1', sentinels: ['b'], cluster: { nodes: ['c'] } } } }],
  [{ adapter: { driver: 'redis' }, cache: { driver: 'memory' }, idempotency: { enabled: false } }],
  [{ cache: { driver: 'redis' } }],
  [{ queue: { driver: 'redis' } }],
  [{ rate_limiter: { driver: 'redis-cluster' }, database: { redis: { url: 'redis://a' } } }],
  [{ shutdown_grace_period: 40, drain: { delay: 20, window: 20 } }],
])('%j works', (file) => {
  expect(() => load({ file })).not.toThrow();
});
