import { type SingleRedis, startRedis } from '../redis/start-redis.js';
import { type ServerProcess, type StartServerOptions, startServer } from './server-process.js';
import { startWebhookWorker, type WorkerProcess } from './worker-process.js';

export interface ServerClusterOptions extends Pick<StartServerOptions, 'config' | 'app'> {
  /** 3 by default. */
  readonly nodes?: number;
  /** Webhook workers. None by default: then each node delivers its webhooks itself. */
  readonly workers?: number;
  /** Of every process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A test that failed may leave clients connected and jobs running: all is stopped all the same, at once. */
const impatient = {
  node: { DRAIN_DELAY: '0', DRAIN_WINDOW: '0' },
  worker: { SHUTDOWN_GRACE_PERIOD: '2' },
};

/** Milliseconds in which a process is ready, though several start at once. */
const patience = 40_000;

/** Several servers, and workers, on one Redis installation. Use it with `await using`: everything is stopped at the end. */
export class ServerCluster<R extends AsyncDisposable = SingleRedis> implements AsyncDisposable {
  readonly redis: R;
  readonly nodes: ServerProcess[] = [];
  readonly workers: WorkerProcess[] = [];
  readonly #options: ServerClusterOptions;

  private constructor(redis: R, options: ServerClusterOptions) {
    this.redis = redis;
    this.#options = options;
  }

  /** On one Redis of their own. */
  static async start(options: ServerClusterOptions = {}): Promise<ServerCluster> {
    const redis = await startRedis();
    const url = `redis://${redis.host}:${redis.port}`;
    const env = { ADAPTER_DRIVER: 'redis', REDIS_URL: url, ...options.env };
    return await ServerCluster.startOn(redis, { ...options, env });
  }

  /** @param redis theirs from now on. @param options with an environment that says where it is */
  static async startOn<R extends AsyncDisposable>(
    redis: R,
    { workers = 0, nodes = 3, env = {}, ...options }: ServerClusterOptions,
  ): Promise<ServerCluster<R>> {
    const queue = workers > 0 ? { QUEUE_DRIVER: 'redis' } : {};
    const cluster = new ServerCluster(redis, { ...options, env: { ...queue, ...env } });
    try {
      await Promise.all([
        ...Array.from({ length: nodes }, () => cluster.addNode()),
        ...Array.from({ length: workers }, () => cluster.addWorker()),
      ]);
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** One of the nodes, counted from 0. */
  node(index: number): ServerProcess {
    const node = this.nodes[index];
    if (node === undefined) throw new Error(`There is no node ${index}`);
    return node;
  }

  /** One of the workers, counted from 0. */
  worker(index: number): WorkerProcess {
    const worker = this.workers[index];
    if (worker === undefined) throw new Error(`There is no worker ${index}`);
    return worker;
  }

  async addNode(): Promise<ServerProcess> {
    const { env, ...options } = this.#options;
    const node = await startServer({
      ...options,
      env: { ...impatient.node, ...env },
      readyWithinMs: patience,
    });
    this.nodes.push(node);
    return node;
  }

  async addWorker(): Promise<WorkerProcess> {
    const { env, config } = this.#options;
    const worker = await startWebhookWorker({
      ...(config === undefined ? {} : { config }),
      env: { ...impatient.worker, ...env },
      readyWithinMs: patience,
    });
    this.workers.push(worker);
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.nodes, ...this.workers];
    // Whoever is stopped in the middle could not end by itself.
    for (const process of all) process.signal('SIGCONT');
    await Promise.all(all.map((process) => process[Symbol.asyncDispose]()));
    await this.redis[Symbol.asyncDispose]();
  }
}
