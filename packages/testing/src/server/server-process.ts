import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually, GiveUpError } from '../eventually.js';
import { httpRequest } from '../http-request.js';
import { freePorts } from './free-ports.js';
import { type AppCredentials, defaultApp, type ServerAddress } from './server-address.js';
import { SpawnedProcess, type SpawnOptions } from './spawned-process.js';

/** `PORT`, `METRICS_PORT`, `HOST` and `LOG_FORMAT` of the environment are the kit's. */
export interface StartServerOptions extends SpawnOptions {
  /** More arguments of the command line. */
  readonly args?: readonly string[];
  /** The configuration file, written as JSON and named by `--config`. */
  readonly config?: object;
  /** The app that clients use; it must be in the configuration. The default app by default. */
  readonly app?: AppCredentials;
  /** What Node is asked to run: the built server of this repository by default. */
  readonly entry?: string;
  /** How long the server has to become ready, in milliseconds. */
  readonly readyWithinMs?: number;
}

const host = '127.0.0.1';
const builtServer = fileURLToPath(new URL('../../../../apps/server', import.meta.url));
const maxAttempts = 3;

/**
 * Starts a server as an operator would and waits until `/ready` answers 200.
 *
 * @throws Error with everything the server wrote, as soon as it ends or after `readyWithinMs` (15000)
 */
export async function startServer(options: StartServerOptions = {}): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt += 1) {
    const configFile = options.config === undefined ? undefined : await writeConfig(options.config);
    const [port = 0, metricsPort = 0] = await freePorts(2);
    const server = new ServerProcess(options, { port, metricsPort, configFile });
    try {
      await server.ready(options.readyWithinMs ?? 15_000);
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      // Between our look at the ports and the start, somebody else may have taken one.
      const portTaken = /EADDRINUSE|already in use/i.test(server.output.text);
      if (!portTaken || attempt === maxAttempts) throw error;
    }
  }
}

interface Placement {
  readonly port: number;
  readonly metricsPort: number;
  readonly configFile: string | undefined;
}

/** Nobody sends a test's traffic elsewhere: there is nothing to wait for. */
const hasty = { DRAIN_DELAY: '0' };

/** A server in a process of its own. Use it with `await using`: it is stopped at the end of the scope. */
export class ServerProcess extends SpawnedProcess implements ServerAddress {
  readonly host = host;
  readonly port: number;
  readonly metricsPort: number;
  readonly app: AppCredentials;
  readonly #configFile: string | undefined;

  constructor(options: StartServerOptions, { port, metricsPort, configFile }: Placement) {
    const { entry = builtServer, args = [], app = defaultApp, env = {} } = options;
    const own = { PORT: String(port), METRICS_PORT: String(metricsPort), HOST: host, LOG_FORMAT: 'json' };
    const config = configFile === undefined ? [] : ['--config', configFile];
    super([entry, 'start', ...config, ...args], { ...options, env: { ...hasty, ...env, ...own } });
    this.port = port;
    this.metricsPort = metricsPort;
    this.app = app;
    this.#configFile = configFile;
  }

  /** @throws Error with the output when the process ends, or does not become ready in time */
  async ready(withinMs: number): Promise<void> {
    const probe = async () => {
      if (this.exit !== undefined)
        throw new GiveUpError(`The server ended (${this.exit.signal ?? this.exit.code})`);
      const { status } = await httpRequest(this, { path: '/ready' });
      if (status !== 200) throw new Error(`/ready answers ${status}`);
    };
    try {
      await eventually(probe, { withinMs, what: 'a ready server' });
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${reason}. It wrote:\n${this.output.text || '(nothing)'}`, { cause });
    }
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    if (this.#configFile !== undefined) await rm(dirname(this.#configFile), { recursive: true, force: true });
  }
}

async function writeConfig(config: object): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'shoal-test-')), 'config.json');
  await writeFile(file, JSON.stringify(config));
  return file;
}
