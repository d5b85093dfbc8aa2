import type { Settings } from '../schema/configuration-schema.js';
import type { RedisTlsSettings } from '../schema/database-schema.js';
import type { RedisAddress } from './redis-address.js';
import { redisChoices } from './redis-drivers.js';

/** TLS to a server. Paths are of PEM files; without `caPath` the authorities that Node knows are trusted. */
export interface RedisTlsConfiguration {
  readonly caPath: string | undefined;
  readonly clientCertPath: string | undefined;
  readonly clientKeyPath: string | undefined;
  /** Name sent (SNI) and looked for in the certificate. `undefined`: the host that is connected to. */
  readonly serverName: string | undefined;
  readonly rejectUnauthorized: boolean;
}

type Endpoint =
  | ({ readonly kind: 'single'; readonly db: number } & RedisAddress)
  | { readonly kind: 'socket'; readonly path: string; readonly db: number };

interface Sentinels {
  readonly kind: 'sentinel';
  readonly sentinels: readonly RedisAddress[];
  readonly masterName: string;
  readonly db: number;
  /** Login and TLS of the Sentinels themselves. */
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: RedisTlsConfiguration | undefined;
}

interface ClusterNodes {
  readonly kind: 'cluster';
  readonly nodes: readonly RedisAddress[];
  /** `host:port` that a node calls itself, to the address under which it can be reached from here. */
  readonly natMap: Readonly<Record<string, RedisAddress>>;
}

/** The installation's one Redis, from all the settings that say something of it. */
export interface RedisConfiguration {
  readonly deployment: Endpoint | Sentinels | ClusterNodes;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly tls: RedisTlsConfiguration | undefined;
  /** Beginning of every key and every pub/sub channel. Holds neither `{` nor `}`. */
  readonly keyPrefix: string;
}

/** @returns undefined when no part keeps its state in Redis */
export function resolveRedis(settings: Settings): RedisConfiguration | undefined {
  const [choice] = redisChoices(settings);
  if (choice === undefined) return undefined;
  const { adapter, database } = settings;
  const { redis } = database;
  const isCluster = choice.driver === 'redis-cluster';
  const own = isCluster ? (adapter.cluster.prefix ?? adapter.redis.prefix) : adapter.redis.prefix;
  return {
    deployment: isCluster ? clusterNodes(settings) : endpoint(settings),
    username: (isCluster ? redis.cluster.username : undefined) ?? redis.url?.username ?? redis.username,
    password: (isCluster ? redis.cluster.password : undefined) ?? redis.url?.password ?? redis.password,
    tls: resolveTls(redis.tls, isTlsAskedFor(settings, isCluster)),
    keyPrefix: `${redis.keyPrefix}${own ?? ''}`,
  };
}

/** The nodes by which a Cluster is found, as they were written: the first of the places that has any. */
export function writtenNodes({ adapter, database: { redis } }: Settings) {
  const places = [redis.cluster.nodes, redis.clusterNodes, adapter.cluster.nodes];
  return places.find((nodes) => nodes.length > 0) ?? [];
}

/** Whether something beside the TLS table itself asks for TLS. */
export function isTlsAskedFor(settings: Settings, isCluster: boolean): boolean {
  const { redis } = settings.database;
  const ofCluster = redis.cluster.useTls || writtenNodes(settings).some(({ isTls }) => isTls);
  return redis.url?.isTls === true || (isCluster && ofCluster);
}

function endpoint({ database: { redis } }: Settings): Endpoint | Sentinels {
  const db = redis.url?.db ?? redis.db;
  if (redis.sentinels.length > 0) {
    return {
      kind: 'sentinel',
      sentinels: redis.sentinels.map(bare),
      masterName: redis.name,
      db,
      username: redis.sentinelUsername,
      password: redis.sentinelPassword,
      tls: resolveTls(
        redis.sentinelTls,
        redis.sentinels.some(({ isTls }) => isTls),
      ),
    };
  }
  if (redis.url !== undefined) return { ...redis.url.endpoint, db };
  return { kind: 'single', host: redis.host, port: redis.port, db };
}

function clusterNodes(settings: Settings): ClusterNodes {
  const { url, cluster } = settings.database.redis;
  const ofUrl = url?.endpoint.kind === 'single' ? [{ host: url.endpoint.host, port: url.endpoint.port }] : [];
  const written = writtenNodes(settings).map(bare);
  const natMap = Object.entries(cluster.natMap).map(([name, address]) => [name, bare(address)] as const);
  return {
    kind: 'cluster',
    nodes: written.length > 0 ? written : ofUrl,
    natMap: Object.fromEntries(natMap),
  };
}

function bare({ host, port }: RedisAddress): RedisAddress {
  return { host, port };
}

/** A table with anything in it that only TLS can use turns TLS on. */
function resolveTls(tls: RedisTlsSettings, isAskedFor: boolean): RedisTlsConfiguration | undefined {
  const { enabled, acceptInvalidCerts, caPath, clientCertPath, clientKeyPath, serverName } = tls;
  const details = [caPath, clientCertPath, clientKeyPath, serverName];
  const isMeant = acceptInvalidCerts || details.some((detail) => detail !== undefined);
  if (!(enabled ?? (isAskedFor || isMeant))) return undefined;
  return { caPath, clientCertPath, clientKeyPath, serverName, rejectUnauthorized: !acceptInvalidCerts };
}
