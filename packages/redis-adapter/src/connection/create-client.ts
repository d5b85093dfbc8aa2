import { Cluster, type DNSLookupFunction, Redis, type RedisOptions } from 'ioredis';
import { type ConnectionUse, clusterRetryOptions, commonOptions, retryDelay } from './connection-use.js';
import type { ClusterDeployment, RedisSettings, SentinelDeployment } from './redis-settings.js';
import { tlsOptions } from './tls-options.js';

export interface ClientOptions {
  readonly use: ConnectionUse;
  /** Whether a Cluster's bus subscriber listens on every primary (SSUBSCRIBE) or on one node (PSUBSCRIBE). */
  readonly isSharded: boolean;
}

/** Replies look the same with every version of Redis' wire format; ioredis' types are told by this too. */
const replyMapping = 'legacy';

type ServerOptions = RedisOptions & { readonly replyMapping: typeof replyMapping };

/** How long a connection that is given up may take to close before it is destroyed, in milliseconds. */
const disconnectTimeout = 500;

/**
 * The ioredis client for a use. It connects at once and for ever.
 *
 * @throws RedisSettingsError when a TLS file cannot be used
 */
export function createClient(settings: RedisSettings, options: ClientOptions): Redis | Cluster {
  const { deployment } = settings;
  switch (deployment.kind) {
    case 'single': {
      const { host, port, db } = deployment;
      return new Redis({ ...serverOptions(settings, options), host, port, db });
    }
    case 'socket': {
      const { path, db } = deployment;
      return new Redis({ ...serverOptions(settings, options), path, db });
    }
    case 'sentinel':
      return new Redis({
        ...serverOptions(settings, options),
        ...sentinelOptions(deployment, settings),
        replyMapping,
      });
    case 'cluster':
      return createCluster(deployment, settings, options);
    default:
      return deployment satisfies never;
  }
}

function loginOptions({ username, password, tls }: RedisSettings): RedisOptions {
  return {
    ...(username === undefined ? {} : { username, password: password ?? '' }),
    ...(password === undefined ? {} : { password }),
    ...(tls === undefined ? {} : { tls: tlsOptions(tls) }),
  };
}

function serverOptions(settings: RedisSettings, { use }: ClientOptions): ServerOptions {
  return {
    ...commonOptions(use),
    ...loginOptions(settings),
    replyMapping,
    disconnectTimeout,
    retryStrategy: (attempt) => retryDelay(attempt),
    // A primary that became a replica keeps its connections when only a DNS name or a proxy was moved.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  };
}

function sentinelOptions(
  { sentinels, masterName, db, username, password, tls }: SentinelDeployment,
  settings: RedisSettings,
): RedisOptions {
  return {
    sentinels: sentinels.map(({ host, port }) => ({ host, port })),
    name: masterName,
    db,
    sentinelRetryStrategy: (attempt) => retryDelay(attempt),
    sentinelCommandTimeout: 1_000,
    enableTLSForSentinelMode: settings.tls !== undefined,
    ...(username === undefined ? {} : { sentinelUsername: username }),
    ...(password === undefined ? {} : { sentinelPassword: password }),
    ...(tls === undefined ? {} : { sentinelTLS: tlsOptions(tls) }),
  };
}

function createCluster(
  { nodes, natMap }: ClusterDeployment,
  settings: RedisSettings,
  { use, isSharded }: ClientOptions,
): Cluster {
  const startupNodes = nodes.map(({ host, port }) => ({ host, port }));
  return new Cluster(startupNodes, {
    ...clusterRetryOptions(use),
    clusterRetryStrategy: (attempt) => retryDelay(attempt),
    slotsRefreshTimeout: 2_000,
    // No server is asked for a slot that none had, so none tells that it has one now.
    slotsRefreshInterval: 5_000,
    shardedSubscribers: use === 'bus-subscribe' && isSharded,
    natMap: { ...natMap },
    // A name that was turned into an address could not be found in the certificate any more.
    ...(settings.tls === undefined ? {} : { dnsLookup: keepName }),
    redisOptions: { ...commonOptions(use), ...loginOptions(settings), replyMapping, disconnectTimeout },
  });
}

const keepName: DNSLookupFunction = (host, callback) => callback(null, host);
