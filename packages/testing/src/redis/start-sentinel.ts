import { join } from 'node:path';
import { eventually } from '../eventually.js';
import { type Certificates, createCertificates } from './certificates.js';
import { RedisProcess, type RedisProcessOptions } from './redis-process.js';
import { cleanUp, createScratchDirectory } from './scratch-directory.js';

export interface StartSentinelOptions {
  /** Everything serves TLS only: Redis and the Sentinels. */
  readonly tls?: 'server' | 'mutual';
  /** Password of Redis' default user. */
  readonly password?: string;
  /** Password of the Sentinels' own default user. */
  readonly sentinelPassword?: string;
  readonly sentinels?: number;
  readonly replicas?: number;
}

interface Quorum {
  readonly directory: string;
  readonly servers: readonly RedisProcess[];
  readonly sentinels: readonly RedisProcess[];
  readonly certificates: Certificates | undefined;
}

/** A primary, its replicas, and the Sentinels that watch them. Use it with `await using`. */
export class SentinelRedis implements AsyncDisposable {
  readonly masterName = masterName;
  readonly servers: readonly RedisProcess[];
  readonly sentinels: readonly RedisProcess[];
  readonly certificates: Certificates | undefined;
  readonly #directory: string;

  constructor({ directory, servers, sentinels, certificates }: Quorum) {
    this.#directory = directory;
    this.servers = servers;
    this.sentinels = sentinels;
    this.certificates = certificates;
  }

  /** The server that every Sentinel calls the primary, and that calls itself so. */
  async primary(): Promise<RedisProcess> {
    const named = await Promise.all(this.sentinels.map((sentinel) => primaryPort(sentinel)));
    const server = this.servers.find(({ port }) => named.every((name) => name === port));
    if (server === undefined) throw new Error('the Sentinels do not agree on a primary');
    if (!(await server.command('ROLE')).startsWith('master')) throw new Error('it is not promoted yet');
    return server;
  }

  /** Makes the Sentinels promote a replica of a primary that is well, and waits until all agree. */
  async failover(): Promise<RedisProcess> {
    const before = await this.primary();
    await this.#firstSentinel().command('SENTINEL', 'FAILOVER', masterName);
    return this.#promoted(before);
  }

  /** Kills the primary and waits until the Sentinels have promoted a replica. */
  async killPrimary(): Promise<RedisProcess> {
    const before = await this.primary();
    await before.kill();
    return this.#promoted(before);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await cleanUp([...this.sentinels, ...this.servers], this.#directory);
  }

  #firstSentinel(): RedisProcess {
    const [sentinel] = this.sentinels;
    if (sentinel === undefined) throw new Error('There is no Sentinel');
    return sentinel;
  }

  #promoted(before: RedisProcess): Promise<RedisProcess> {
    const probe = async () => {
      const primary = await this.primary();
      return primary !== before && primary;
    };
    return eventually(probe, { withinMs: 30_000, everyMs: 100, what: 'another primary' });
  }
}

const masterName = 'mymaster';

/** @throws Error that says how to install redis-server when it is missing, or with what a process wrote */
export async function startSentinel(options: StartSentinelOptions = {}): Promise<SentinelRedis> {
  const { tls: mode, sentinels: sentinelCount = 3, replicas = 2 } = options;
  const directory = await createScratchDirectory();
  const servers: RedisProcess[] = [];
  const sentinels: RedisProcess[] = [];
  try {
    const certificates = mode && (await createCertificates(directory));
    const tls = mode && certificates && { mode, certificates };
    for (let index = 0; index <= replicas; index += 1) {
      servers.push(await startServer({ directory: join(directory, `r${index}`), tls }, servers[0], options));
    }
    const [primary] = servers;
    for (let index = 0; index < sentinelCount && primary !== undefined; index += 1) {
      sentinels.push(await startWatcher({ directory: join(directory, `s${index}`), tls }, primary, options));
    }
    const started = new SentinelRedis({ directory, servers, sentinels, certificates });
    await eventually(() => areAcquainted(started), { withinMs: 20_000, everyMs: 100, what: 'a full quorum' });
    return started;
  } catch (error) {
    await cleanUp([...sentinels, ...servers], directory);
    throw error;
  }
}

type Base = Pick<RedisProcessOptions, 'directory' | 'tls'>;

function startServer(
  base: Base,
  primary: RedisProcess | undefined,
  { password }: StartSentinelOptions,
): Promise<RedisProcess> {
  return RedisProcess.start({
    ...base,
    password,
    lines: [
      'repl-diskless-sync-delay 0',
      ...(password === undefined ? [] : [`masterauth ${password}`]),
      ...(primary === undefined ? [] : [`replicaof ${primary.host} ${primary.port}`]),
    ],
  });
}

function startWatcher(
  base: Base,
  primary: RedisProcess,
  { password, sentinelPassword }: StartSentinelOptions,
): Promise<RedisProcess> {
  return RedisProcess.start({
    ...base,
    role: 'sentinel',
    password: sentinelPassword,
    lines: [
      `sentinel monitor ${masterName} ${primary.host} ${primary.port} 2`,
      `sentinel down-after-milliseconds ${masterName} 1000`,
      `sentinel failover-timeout ${masterName} 5000`,
      ...(password === undefined ? [] : [`sentinel auth-pass ${masterName} ${password}`]),
      ...(sentinelPassword === undefined ? [] : [`sentinel sentinel-pass ${sentinelPassword}`]),
    ],
  });
}

/** Whether every Sentinel knows all replicas and all other Sentinels: only then a failover can be voted on. */
async function areAcquainted({ sentinels, servers }: SentinelRedis): Promise<boolean> {
  const views = await Promise.all(
    sentinels.map((sentinel) => sentinel.command('SENTINEL', 'MASTER', masterName)),
  );
  return views.every(
    (view) =>
      fieldOf(view, 'num-slaves') === String(servers.length - 1) &&
      fieldOf(view, 'num-other-sentinels') === String(sentinels.length - 1),
  );
}

/** A field of a reply that `redis-cli` prints as lines of name and value by turns. */
function fieldOf(reply: string, name: string): string | undefined {
  const lines = reply.split('\n').map((line) => line.trim());
  return lines[lines.indexOf(name) + 1];
}

async function primaryPort(sentinel: RedisProcess): Promise<number> {
  const reply = await sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName);
  return Number(reply.split('\n')[1]);
}
