import type { Settings } from '../schema/configuration-schema.js';
import type { RedisTlsSettings } from '../schema/database-schema.js';
import { keyOf, type SettingPath } from '../setting/key-spelling.js';
import { isTlsAskedFor, writtenNodes } from './redis-configuration.js';
import { type DriverChoice, effectiveDriver, redisChoices } from './redis-drivers.js';

interface Violation {
  readonly path: SettingPath;
  readonly message: string;
}

const place = (...keys: readonly string[]): SettingPath => ['database', 'redis', ...keys];

/** Finds what cannot go together in the settings of Redis. Without a part that uses Redis they are not looked at. */
export function* findRedisContradictions(settings: Settings): Iterable<Violation> {
  const choices = redisChoices(settings);
  const [first] = choices;
  if (first === undefined) return;
  yield* checkOneRedis(first, choices);
  yield* checkCache(settings);
  if (first.driver === 'redis-cluster') yield* checkCluster(settings, first);
  else yield* checkSentinels(settings);
  yield* checkTls(settings, first);
}

function* checkOneRedis(first: DriverChoice, choices: readonly DriverChoice[]): Iterable<Violation> {
  for (const { path, driver } of choices) {
    if (driver !== first.driver) {
      yield {
        path,
        message: `is ${driver} while ${keyOf(first.path)} is ${first.driver}; an installation has one Redis, so both must be the same`,
      };
    }
  }
}

/** Keys of a cluster's publishes are compared in the cache, which the nodes must share for that. */
function* checkCache({ adapter, cache, idempotency }: Settings): Iterable<Violation> {
  const isClustered = adapter.driver !== 'local';
  if (isClustered && idempotency.enabled && cache.driver === 'memory') {
    yield {
      path: ['cache', 'driver'],
      message: `is memory, which each node has for itself: with adapter.driver ${effectiveDriver(adapter)} and idempotency.enabled it must be ${effectiveDriver(adapter)}`,
    };
  }
}

function* checkCluster(settings: Settings, { path }: DriverChoice): Iterable<Violation> {
  const { redis } = settings.database;
  const nodes = writtenNodes(settings);
  if (redis.url !== undefined && nodes.length > 0) {
    yield {
      path: place('url'),
      message: 'says where Redis is, and so do the nodes of the Cluster. Remove one of them',
    };
  }
  if (nodes.length === 0 && redis.url?.endpoint.kind !== 'single') {
    yield {
      path: place('cluster', 'nodes'),
      message: `is missing: ${keyOf(path)} is redis-cluster, which needs the address of at least one node`,
    };
  }
  if ((redis.url?.db ?? redis.db) !== 0) {
    yield {
      path: redis.url?.db === undefined ? place('db') : place('url'),
      message: 'names a database other than 0; a Redis Cluster has only that one',
    };
  }
  if (redis.sentinels.length > 0) {
    yield {
      path: place('sentinels'),
      message: `is given, but ${keyOf(path)} is redis-cluster, which has no Sentinels. Use redis, or remove them`,
    };
  }
}

function* checkSentinels({ database: { redis } }: Settings): Iterable<Violation> {
  if (redis.url !== undefined && redis.sentinels.length > 0) {
    yield {
      path: place('url'),
      message: 'says where Redis is, and so do database.redis.sentinels. Remove one of them',
    };
  }
}

function* checkTls(settings: Settings, { driver }: DriverChoice): Iterable<Violation> {
  const { redis } = settings.database;
  yield* checkTlsTable(redis.tls, place('tls'));
  yield* checkTlsTable(redis.sentinelTls, place('sentinelTls'));
  if (redis.tls.enabled === false && isTlsAskedFor(settings, driver === 'redis-cluster')) {
    yield {
      path: place('tls', 'enabled'),
      message: 'is off, but a rediss:// address or database.redis.cluster.use_tls asks for TLS',
    };
  }
}

function* checkTlsTable(tls: RedisTlsSettings, path: SettingPath): Iterable<Violation> {
  const [missing, given] =
    tls.clientCertPath === undefined
      ? ['clientCertPath', 'clientKeyPath']
      : ['clientKeyPath', 'clientCertPath'];
  if ((tls.clientCertPath === undefined) !== (tls.clientKeyPath === undefined)) {
    yield { path: [...path, missing], message: `is missing: it belongs to ${keyOf([...path, given])}` };
  }
}
