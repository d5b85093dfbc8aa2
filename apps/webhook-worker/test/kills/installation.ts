import {
  type ReceiverProcess,
  type ServerProcess,
  startWebhookReceiver,
  type WorkerProcess,
} from '@shoal/testing';
import { type ClusterSize, startCluster } from '../installation.js';

type Cluster = Awaited<ReturnType<typeof startCluster>>;

export interface InstallationOptions extends ClusterSize {
  /** Where the default app's webhooks go, as they are configured. @param receiver its address, with a slash at its end */
  readonly endpoints: (receiver: string) => readonly object[];
  /** Of the receiver's command line. */
  readonly receiverArgs: readonly string[];
  /** Of every server and worker. */
  readonly env: Readonly<Record<string, string>>;
}

/** Servers and workers that can be killed, and a receiver in a process of its own. Use it with `await using`. */
export class Installation implements AsyncDisposable {
  readonly receiver: ReceiverProcess;
  readonly #cluster: Cluster;

  private constructor(receiver: ReceiverProcess, cluster: Cluster) {
    this.receiver = receiver;
    this.#cluster = cluster;
  }

  static async start({ endpoints, receiverArgs, env, ...size }: InstallationOptions): Promise<Installation> {
    const receiver = await startWebhookReceiver(receiverArgs);
    try {
      const cluster = await startCluster({ webhooks: endpoints(receiver.url), env }, size);
      return new Installation(receiver, cluster);
    } catch (error) {
      await receiver.stop();
      throw error;
    }
  }

  get redis(): Cluster['redis'] {
    return this.#cluster.redis;
  }

  /** Those that live. */
  get servers(): readonly ServerProcess[] {
    return this.#cluster.nodes;
  }

  /** Those that live. */
  get workers(): readonly WorkerProcess[] {
    return this.#cluster.workers;
  }

  async addServer(): Promise<void> {
    await this.#cluster.addNode();
  }

  async addWorker(): Promise<void> {
    await this.#cluster.addWorker();
  }

  /** Resolves when it is dead; nobody asks anything of it from this moment on. */
  async kill(victim: ServerProcess | WorkerProcess): Promise<void> {
    remove(this.#cluster.nodes, victim);
    remove(this.#cluster.workers, victim);
    victim.signal('SIGKILL');
    await victim[Symbol.asyncDispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster[Symbol.asyncDispose]();
    await this.receiver[Symbol.asyncDispose]();
  }
}

function remove(among: unknown[], process: unknown): void {
  const place = among.indexOf(process);
  if (place >= 0) among.splice(place, 1);
}
