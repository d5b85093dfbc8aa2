import { fileURLToPath } from 'node:url';
import { ConfigFile } from './config-file.js';
import { freePorts } from './free-ports.js';
import { SpawnedProcess, type SpawnOptions } from './spawned-process.js';
import { startOnFreePorts, untilReady } from './until-ready.js';

/** `METRICS_PORT`, `METRICS_HOST` and `LOG_FORMAT` of the environment are the kit's. */
export interface StartWorkerOptions extends SpawnOptions {
  /** The configuration file, written as JSON and named by `--config`. */
  readonly config?: object;
  /** How long the worker has to become ready, in milliseconds. */
  readonly readyWithinMs?: number;
}

const host = '127.0.0.1';
const apps = new URL('../../../../apps/', import.meta.url);

/**
 * Starts a webhook worker as an operator would and waits until its `/ready` answers 200.
 *
 * @throws Error with everything it wrote, as soon as it ends or after `readyWithinMs` (15000)
 */
export function startWebhookWorker(options: StartWorkerOptions = {}): Promise<WorkerProcess> {
  return startWorker('webhook-worker', options);
}

/** The same for a push worker. */
export function startPushWorker(options: StartWorkerOptions = {}): Promise<WorkerProcess> {
  return startWorker('push-worker', options);
}

function startWorker(app: string, options: StartWorkerOptions): Promise<WorkerProcess> {
  const program = fileURLToPath(new URL(app, apps));
  const start = async () => {
    const configFile = options.config === undefined ? undefined : await ConfigFile.write(options.config);
    const [metricsPort = 0] = await freePorts(1);
    return new WorkerProcess(options, { program, metricsPort, configFile });
  };
  return startOnFreePorts(start, (worker) => worker.ready(options.readyWithinMs ?? 15_000));
}

interface Placement {
  readonly program: string;
  readonly metricsPort: number;
  readonly configFile: ConfigFile | undefined;
}

/** A worker of webhooks or pushes in a process of its own. Use it with `await using`: it is stopped at the end of the scope. */
export class WorkerProcess extends SpawnedProcess {
  readonly host = host;
  readonly metricsPort: number;
  readonly #configFile: ConfigFile | undefined;

  constructor(options: StartWorkerOptions, { program, metricsPort, configFile }: Placement) {
    const own = { METRICS_PORT: String(metricsPort), METRICS_HOST: host, LOG_FORMAT: 'json' };
    const config = configFile === undefined ? [] : ['--config', configFile.path];
    super([program, 'start', ...config], { ...options, env: { ...options.env, ...own } });
    this.metricsPort = metricsPort;
    this.#configFile = configFile;
  }

  /** @throws Error with the output when the process ends, or does not become ready in time */
  ready(withinMs: number): Promise<void> {
    return untilReady(this, { host, port: this.metricsPort }, withinMs);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#configFile?.[Symbol.asyncDispose]();
  }
}
