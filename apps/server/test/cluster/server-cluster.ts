import { type ServerProcess, type SingleRedis, startRedis } from '@shoal/testing';
import { startImpatientServer } from '../use-server.js';

export interface ServerClusterOptions {
  readonly nodes?: number;
  /** Of every node. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds in which a server is ready, though several start at once. */
const patience = 40_000;

/** Several servers on one Redis installation. Use it with `await using`: everything is stopped at the end. */
export class ServerCluster<R extends AsyncDisposable = SingleRedis> implements AsyncDisposable {
  readonly redis: R;
  readonly nodes: ServerProcess[] = [];
  readonly #env: Readonly<Record<string, string>>;

  private constructor(redis: R, env: Readonly<Record<string, string>>) {
    this.redis = redis;
    this.#env = env;
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
    { nodes = 3, env = {} }: ServerClusterOptions,
  ): Promise<ServerCluster<R>> {
    const cluster = new ServerCluster(redis, env);
    try {
      await Promise.all(Array.from({ length: nodes }, () => cluster.addNode()));
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

  async addNode(): Promise<ServerProcess> {
    const node = await startImpatientServer({ env: this.#env, readyWithinMs: patience });
    this.nodes.push(node);
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // Whoever is stopped in the middle could not end by itself.
    for (const node of this.nodes) node.signal('SIGCONT');
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await this.redis[Symbol.asyncDispose]();
  }
}
