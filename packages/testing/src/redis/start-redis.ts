import { type Certificates, createCertificates } from './certificates.js';
import { RedisProcess } from './redis-process.js';
import { cleanUp, createScratchDirectory } from './scratch-directory.js';

export interface StartRedisOptions {
  /** Serves TLS only. `mutual` also asks clients for a certificate. */
  readonly tls?: 'server' | 'mutual';
  /** Password of the default user. */
  readonly password?: string;
  /** Users, as in an ACL file: `app on >secret ~shoal:* &shoal:* +@all -info`. */
  readonly users?: readonly string[];
  /** Listens on a socket file as well. */
  readonly isOnUnixSocket?: boolean;
  /** More settings of redis.conf, by name. */
  readonly config?: Readonly<Record<string, string>>;
}

/** One Redis that stands alone. Use it with `await using`: it is killed and forgotten at the end of the scope. */
export interface SingleRedis extends AsyncDisposable {
  readonly server: RedisProcess;
  readonly host: string;
  readonly port: number;
  readonly socketPath: string;
  /** Present with TLS. */
  readonly certificates: Certificates | undefined;
}

/** @throws Error that says how to install redis-server when it is missing, or with what it wrote */
export async function startRedis(options: StartRedisOptions = {}): Promise<SingleRedis> {
  const { tls: mode, password, users = [], isOnUnixSocket = false, config = {} } = options;
  const directory = await createScratchDirectory();
  try {
    const certificates = mode && (await createCertificates(directory));
    const server = await RedisProcess.start({
      directory,
      password,
      isOnUnixSocket,
      tls: mode && certificates && { mode, certificates },
      lines: [
        ...users.map((user) => `user ${user}`),
        ...Object.entries(config).map(([name, value]) => `${name} ${value}`),
      ],
    });
    return {
      server,
      host: server.host,
      port: server.port,
      socketPath: server.socketPath,
      certificates,
      [Symbol.asyncDispose]: () => cleanUp([server], directory),
    };
  } catch (error) {
    await cleanUp([], directory);
    throw error;
  }
}
