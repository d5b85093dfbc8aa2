import { fileURLToPath } from 'node:url';
import {
  defaultApp,
  eventually,
  freePorts,
  httpRequest,
  type ServerAddress,
  SpawnedProcess,
} from '@shoal/testing';

const builtServer = fileURLToPath(new URL('../../../../../apps/server', import.meta.url));

/** A server that comes back on the ports that it had, as it does under a supervisor. Use it with `await using`. */
export class RestartableServer implements ServerAddress, AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly metricsPort: number;
  readonly app = defaultApp;
  readonly #env: Readonly<Record<string, string>>;
  #process: SpawnedProcess | undefined;

  private constructor(env: Readonly<Record<string, string>>, [port = 0, metricsPort = 0]: readonly number[]) {
    this.#env = env;
    this.port = port;
    this.metricsPort = metricsPort;
  }

  /** Started, and as ready as it gets. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<RestartableServer> {
    const server = new RestartableServer(env, await freePorts(2));
    await server.start();
    return server;
  }

  /** Resolves when it answers to a scrape, ready or not. */
  async start(): Promise<void> {
    const ports = { HOST: this.host, PORT: String(this.port), METRICS_PORT: String(this.metricsPort) };
    this.#process = new SpawnedProcess([builtServer, 'start'], { env: { ...this.#env, ...ports } });
    const address = { host: this.host, port: this.metricsPort };
    const answers = async () => (await httpRequest(address, { path: '/metrics' })).status === 200;
    await eventually(answers, { withinMs: 20_000, what: 'a server that answers to a scrape' });
  }

  /** SIGKILL: nobody is told. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.#process?.exited;
  }

  /** Told to stop, and brought back when it has ended. */
  async restart(): Promise<void> {
    this.signal('SIGTERM');
    await this.#process?.exited;
    await this.start();
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.signal(name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
  }
}
