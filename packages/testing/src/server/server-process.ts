import { fileURLToPath } from 'node:url';
import { ConfigFile } from './config-file.js';
import { freePorts } from './free-ports.js';
import { type AppCredentials, defaultApp, type ServerAddress } from './server-address.js';
import { SpawnedProcess, type SpawnOptions } from './spawned-process.js';
import { startOnFreePorts, untilReady } from './until-ready.js';

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

/**
 * Starts a server as an operator would and waits until `/ready` answers 200.
 *
 * @throws Error with everything the server wrote, as soon as it ends or after `readyWithinMs` (15000)
 */
export function startServer(options: StartServerOptions = {}): Promise<ServerProcess> {
  const start = async () => {
    const configFile = options.config === undefined ? undefined : await ConfigFile.write(options.config);
    const [port = 0, metricsPort = 0] = await freePorts(2);
    return new ServerProcess(options, { port, metricsPort, configFile });
  };
  return startOnFreePorts(start, (server) => server.ready(options.readyWithinMs ?? 15_000));
}

interface Placement {
  readonly port: number;
  readonly metricsPort: number;
  readonly configFile: ConfigFile | undefined;
}

/** Nobody sends a test's traffic elsewhere: there is nothing to wait for. */
const hasty = { DRAIN_DELAY: '0' };

/** A server in a process of its own. Use it with `await using`: it is stopped at the end of the scope. */
export class ServerProcess extends SpawnedProcess implements ServerAddress {
  readonly host = host;
  readonly port: number;
  readonly metricsPort: number;
  readonly app: AppCredentials;
  readonly #configFile: ConfigFile | undefined;

  constructor(options: StartServerOptions, { port, metricsPort, configFile }: Placement) {
    const { entry = builtServer, args = [], app = defaultApp, env = {} } = options;
    const own = { PORT: String(port), METRICS_PORT: String(metricsPort), HOST: host, LOG_FORMAT: 'json' };
    const config = configFile === undefined ? [] : ['--config', configFile.path];
    super([entry, 'start', ...config, ...args], { ...options, env: { ...hasty, ...env, ...own } });
    this.port = port;
    this.metricsPort = metricsPort;
    this.app = app;
    this.#configFile = configFile;
  }

  /** @throws Error with the output when the process ends, or does not become ready in time */
  ready(withinMs: number): Promise<void> {
    return untilReady(this, this, withinMs);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#configFile?.[Symbol.asyncDispose]();
  }
}
