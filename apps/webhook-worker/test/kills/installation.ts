import {
  type ReceiverProcess,
  type ServerProcess,
  type SingleRedis,
  startRedis,
  startServer,
  startWebhookReceiver,
  startWebhookWorker,
  type WorkerProcess,
} from '@shoal/testing';

export interface InstallationOptions {
  readonly servers: number;
  readonly workers: number;
  /** Where the default app's webhooks go, as they are configured. @param receiver its address, with a slash at its end */
  readonly endpoints: (receiver: string) => readonly object[];
  /** Of the receiver's command line. */
  readonly receiverArgs?: readonly string[];
  /** Of every server and worker. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds in which a process is ready, though several start at once. */
const patience = 60_000;

/** Servers and webhook workers on one Redis, and a receiver. Use it with `await using`: everything is stopped at the end. */
export class Installation implements AsyncDisposable {
  readonly redis: SingleRedis;
  readonly receiver: ReceiverProcess;
  readonly servers: ServerProcess[] = [];
  readonly workers: WorkerProcess[] = [];
  readonly #env: Readonly<Record<string, string>>;

  private constructor(parts: { redis: SingleRedis; receiver: ReceiverProcess }, env: Record<string, string>) {
    this.redis = parts.redis;
    this.receiver = parts.receiver;
    this.#env = env;
  }

  static async start(options: InstallationOptions): Promise<Installation> {
    const [redis, receiver] = await Promise.all([startRedis(), startWebhookReceiver(options.receiverArgs)]);
    const env = {
      ...{ ADAPTER_DRIVER: 'redis', REDIS_URL: `redis://${redis.host}:${redis.port}`, QUEUE_DRIVER: 'redis' },
      SOCKUDO_DEFAULT_APP_WEBHOOKS: JSON.stringify(options.endpoints(receiver.url)),
      WEBHOOKS_ALLOW_PRIVATE_TARGETS: '1',
      ...{ DRAIN_WINDOW: '0', ...options.env },
    };
    const installation = new Installation({ redis, receiver }, env);
    try {
      await Promise.all([
        ...Array.from({ length: options.servers }, () => installation.addServer()),
        ...Array.from({ length: options.workers }, () => installation.addWorker()),
      ]);
      return installation;
    } catch (error) {
      await installation[Symbol.asyncDispose]();
      throw error;
    }
  }

  async addServer(): Promise<ServerProcess> {
    const server = await startServer({ env: this.#env, readyWithinMs: patience });
    this.servers.push(server);
    return server;
  }

  async addWorker(): Promise<WorkerProcess> {
    const worker = await startWebhookWorker({ env: this.#env, readyWithinMs: patience });
    this.workers.push(worker);
    return worker;
  }

  /** Resolves when it is dead; nobody asks anything of it from this moment on. */
  async kill(victim: ServerProcess | WorkerProcess): Promise<void> {
    remove(this.servers, victim);
    remove(this.workers, victim);
    victim.signal('SIGKILL');
    await victim[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.servers, ...this.workers].map((process) => process[Symbol.asyncDispose]()));
    await Promise.all([this.receiver[Symbol.asyncDispose](), this.redis[Symbol.asyncDispose]()]);
  }
}

function remove(among: unknown[], process: unknown): void {
  const place = among.indexOf(process);
  if (place >= 0) among.splice(place, 1);
}
