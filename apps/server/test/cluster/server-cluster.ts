import { type ServerProcess, type SingleRedis, startRedis } from '@shoal/testing';
import { startImpatientServer } from '../use-server.js';

export interface ServerClusterOptions {
  readonly nodes?: number;
  /** Of every node. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Several servers on one Redis of their own. Use it with `await using`: everything is stopped at the end. */
export class ServerCluster implements AsyncDisposable {
  readonly redis: SingleRedis;
  readonly nodes: ServerProcess[] = [];
  readonly #env: Readonly<Record<string, string>>;

  private constructor(redis: SingleRedis, env: Readonly<Record<string, string>>) {
    this.redis = redis;
    this.#env = env;
  }

  static async start({ nodes = 3, env = {} }: ServerClusterOptions = {}): Promise<ServerCluster> {
    const redis = await startRedis();
    const url = `redis://${redis.host}:${redis.port}`;
    const cluster = new ServerCluster(redis, { ADAPTER_DRIVER: 'redis', REDIS_URL: url, ...env });
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
    const node = await startImpatientServer({ env: this.#env });
    this.nodes.push(node);
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A node that Redis keeps waiting would not end by itself.
    this.redis.server.resume();
    await Promise.all(this.nodes.map((node) => node[Symbol.asyncDispose]()));
    await this.redis[Symbol.asyncDispose]();
  }
}
