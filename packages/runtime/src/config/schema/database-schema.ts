import { z } from 'zod';
import { ADDRESSES_ALLOWED, redisAddress } from '../redis/redis-address.js';
import { redisUrl, URL_ALLOWED } from '../redis/redis-url.js';
import { portName } from '../setting/environment-name.js';
import { section, setting } from '../setting/setting.js';
import { KEY_PREFIX_ALLOWED, keyPrefix, port, text } from '../setting/values.js';

const tlsTable = (...env: readonly string[]) => {
  const names = (suffix: string) => env.map((name) => `${name}_${suffix}`);
  return z
    .strictObject({
      enabled: setting(z.boolean().optional(), {
        description: 'Speaks TLS.',
        defaultText: 'on when anything else of this table is set, or the address is a `rediss://` one',
        env: names('ENABLED'),
      }),
      acceptInvalidCerts: setting(z.boolean().default(false), {
        description:
          'Takes any certificate, so that whoever stands in between can read and change everything.',
        env: names('ACCEPT_INVALID_CERTS'),
      }),
      caPath: setting(text().optional(), {
        description: 'PEM file with the certificate authorities to trust, instead of the public ones.',
        env: names('CA_PATH'),
      }),
      clientCertPath: setting(text().optional(), {
        description: 'PEM file with our own certificate, for servers that ask for one (mutual TLS).',
        env: names('CLIENT_CERT_PATH'),
      }),
      clientKeyPath: setting(text().optional(), {
        description: 'PEM file with the private key of that certificate.',
        env: names('CLIENT_KEY_PATH'),
      }),
      serverName: setting(text().optional(), {
        description: "Name that the server's certificate must hold.",
        defaultText: 'the host that is connected to',
        env: names('SERVER_NAME'),
      }),
    })
    .prefault({});
};

/** A TLS table as it was given. */
export type RedisTlsSettings = z.output<ReturnType<typeof tlsTable>>;

const clusterSection = section(
  z
    .strictObject({
      nodes: setting(z.array(redisAddress(6379)).default([]), {
        description: 'Some nodes of the Redis Cluster; the others are learned from them.',
        allowed: ADDRESSES_ALLOWED,
        env: ['DATABASE_REDIS_CLUSTER_NODES', 'REDIS_CLUSTER_NODES', 'SOKETI_DB_REDIS_CLUSTER_NODES'],
      }),
      username: setting(text().optional(), {
        description: 'User, when it is not `database.redis.username`.',
        env: ['DATABASE_REDIS_CLUSTER_USERNAME'],
      }),
      password: setting(text().optional(), {
        description: 'Password, when it is not `database.redis.password`.',
        env: ['DATABASE_REDIS_CLUSTER_PASSWORD'],
      }),
      useTls: setting(z.boolean().default(false), {
        description: 'Speaks TLS to the nodes, as `database.redis.tls` says.',
        env: ['DATABASE_REDIS_CLUSTER_USE_TLS'],
        aliases: ['useTLS'],
      }),
      natMap: setting(z.record(z.string().regex(/:\d+$/), redisAddress(6379)).default({}), {
        description: 'Where nodes are really reached: the address that a node gives, and the one to use.',
        allowed: 'addresses and addresses (`10.0.0.1:6379=redis-1.example:7001`)',
        env: ['DATABASE_REDIS_CLUSTER_NAT_MAP'],
      }),
    })
    .prefault({}),
  { description: 'A Redis Cluster, for the drivers `redis-cluster`.' },
);

const redisSection = section(
  z
    .strictObject({
      url: setting(redisUrl().optional(), {
        description: 'Where Redis is. What it says beats `host`, `port`, `username`, `password` and `db`.',
        allowed: URL_ALLOWED,
        env: ['REDIS_URL'],
      }),
      host: setting(
        z
          .string()
          .regex(/^[^\s/@]+$/)
          .default('127.0.0.1'),
        {
          description: 'Host of a single Redis. A URL goes into `database.redis.url`.',
          allowed: 'a host name or an address',
          env: ['DATABASE_REDIS_HOST', 'SOKETI_DB_REDIS_HOST'],
        },
      ),
      port: setting(port().default(6379), {
        description: 'Port of a single Redis.',
        env: [portName('DATABASE_REDIS_PORT'), portName('SOKETI_DB_REDIS_PORT')],
      }),
      username: setting(text().optional(), {
        description: 'User (ACL).',
        defaultText: "Redis' own default user",
        env: ['DATABASE_REDIS_USERNAME', 'SOKETI_DB_REDIS_USERNAME'],
      }),
      password: setting(text().optional(), {
        description: 'Password.',
        env: ['DATABASE_REDIS_PASSWORD', 'SOKETI_DB_REDIS_PASSWORD'],
      }),
      db: setting(z.int().min(0).max(999_999).default(0), {
        description:
          'Number of the database. Channels are shared by all databases of a Redis, so installations are told apart by `key_prefix`.',
        env: ['DATABASE_REDIS_DB', 'SOKETI_DB_REDIS_DB'],
      }),
      keyPrefix: setting(keyPrefix().default('shoal:'), {
        description:
          'Beginning of every key and every pub/sub channel, so that installations can share a Redis.',
        allowed: KEY_PREFIX_ALLOWED,
        env: ['DATABASE_REDIS_KEY_PREFIX', 'SOKETI_DB_REDIS_KEY_PREFIX'],
      }),
      tls: section(tlsTable('DATABASE_REDIS_TLS', 'DATABASE_REDIS_MASTER_TLS'), {
        description: 'TLS to Redis: a single one, the primary behind Sentinels, or the nodes of a Cluster.',
        aliases: ['masterTls'],
      }),
      sentinels: setting(z.array(redisAddress(26_379)).default([]), {
        description: 'Sentinels that know where the primary is. With any, `host` and `port` are not used.',
        allowed: ADDRESSES_ALLOWED,
        env: ['DATABASE_REDIS_SENTINELS', 'SOKETI_DB_REDIS_SENTINELS'],
      }),
      name: setting(text().default('mymaster'), {
        description: 'Name that the Sentinels give the primary.',
        env: ['DATABASE_REDIS_NAME', 'SOKETI_DB_REDIS_INSTANCE_NAME'],
        aliases: ['masterName', 'instanceName'],
      }),
      sentinelUsername: setting(text().optional(), {
        description: 'User of the Sentinels.',
        env: ['DATABASE_REDIS_SENTINEL_USERNAME'],
      }),
      sentinelPassword: setting(text().optional(), {
        description: 'Password of the Sentinels.',
        env: ['DATABASE_REDIS_SENTINEL_PASSWORD', 'SOKETI_DB_REDIS_SENTINEL_PASSWORD'],
      }),
      sentinelTls: section(tlsTable('DATABASE_REDIS_SENTINEL_TLS'), { description: 'TLS to the Sentinels.' }),
      cluster: clusterSection,
      clusterNodes: setting(z.array(redisAddress(6379)).default([]), {
        description: 'Older spelling of `database.redis.cluster.nodes`.',
        allowed: ADDRESSES_ALLOWED,
      }),
    })
    .prefault({}),
  { description: 'The Redis of the installation.' },
);

export const databaseSection = section(z.strictObject({ redis: redisSection }).prefault({}), {
  description:
    'Where the shared state is. There is one Redis for everything whose driver is `redis` or `redis-cluster`; without such a driver none of this is used.',
});
