/** A server's address. IPv6 addresses stand without brackets. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
}

/** TLS to a server. Paths are of PEM files; without `caPath` the authorities that Node knows are trusted. */
export interface RedisTls {
  readonly caPath?: string | undefined;
  /** Our own certificate, for servers that ask for one (mutual TLS), and its key. */
  readonly clientCertPath?: string | undefined;
  readonly clientKeyPath?: string | undefined;
  /** Name sent (SNI) and looked for in the certificate. Default: the host that is connected to. */
  readonly serverName?: string | undefined;
  /** `false` takes any certificate, which protects from nobody who can stand in between. */
  readonly rejectUnauthorized: boolean;
}

/** One server, or a name that always leads to the primary. */
export interface SingleDeployment extends RedisAddress {
  readonly kind: 'single';
  readonly db: number;
}

/** One server on this machine, reached by a socket file. */
export interface SocketDeployment {
  readonly kind: 'socket';
  readonly path: string;
  readonly db: number;
}

/** A primary with replicas; the Sentinels say which one it is. */
export interface SentinelDeployment {
  readonly kind: 'sentinel';
  readonly sentinels: readonly RedisAddress[];
  readonly masterName: string;
  readonly db: number;
  /** Login and TLS of the Sentinels themselves. Those of Redis are in {@link RedisSettings}. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: RedisTls | undefined;
}

/** A Redis Cluster, found through any of these nodes. */
export interface ClusterDeployment {
  readonly kind: 'cluster';
  readonly nodes: readonly RedisAddress[];
  /** `host:port` that a node calls itself, to the address under which it can be reached from here. */
  readonly natMap: Readonly<Record<string, RedisAddress>>;
}

export type RedisDeployment = SingleDeployment | SocketDeployment | SentinelDeployment | ClusterDeployment;

/** Everything that is known of the installation's Redis. All connections are made from one such value. */
export interface RedisSettings {
  readonly deployment: RedisDeployment;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly tls?: RedisTls | undefined;
  /** Beginning of every key and every pub/sub channel. Never given to ioredis: names are built with it. */
  readonly keyPrefix: string;
}

/** The settings cannot be used. Holds no secret. */
export class RedisSettingsError extends Error {
  override readonly name = 'RedisSettingsError';
}

/** @throws RedisSettingsError that says what to change */
export function checkSettings({ keyPrefix, deployment }: RedisSettings): void {
  // Redis Cluster hashes only what stands between the first braces, so all keys would lie on one primary
  // (Redis Cluster specification, "Hash tags").
  if (/[{}]/.test(keyPrefix)) {
    throw new RedisSettingsError(
      'The key prefix holds { or }, which would put every key on one primary of a Cluster. Choose one without',
    );
  }
  if (deployment.kind === 'cluster' && deployment.nodes.length === 0) {
    throw new RedisSettingsError('The Redis Cluster has no nodes to begin with. Name at least one');
  }
  if (deployment.kind === 'sentinel' && deployment.sentinels.length === 0) {
    throw new RedisSettingsError('There are no Sentinels to ask. Name at least one');
  }
}

/** Gives a text back without the passwords that the settings hold. */
export function hideSecrets({ password, deployment }: RedisSettings): (text: string) => string {
  const secrets = [password, deployment.kind === 'sentinel' ? deployment.password : undefined].filter(
    (secret) => secret !== undefined && secret !== '',
  );
  return (text) =>
    secrets.reduce<string>((clean, secret) => clean.replaceAll(secret ?? '', '[redacted]'), text);
}
