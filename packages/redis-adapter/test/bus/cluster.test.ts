import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describeAdapter, realPassage } from '@shoal/core/testing';
import { Cluster, type ClusterOptions } from 'ioredis';
import { BusNode, batchOf, refTo } from './bus-node.js';
import { RedisServer } from './launch-redis.js';

const { until } = realPassage;
const run = promisify(execFile);
const unhandled: unknown[] = [];
const remember = (reason: unknown): void => void unhandled.push(reason);

beforeAll(() => process.on('unhandledRejection', remember));
afterEach(() => expect(unhandled.splice(0)).toEqual([]));
afterAll(() => process.off('unhandledRejection', remember));

jest.setTimeout(60_000);

/** Three primaries without replicas. */
class RedisCluster implements AsyncDisposable {
  readonly servers: readonly RedisServer[];
  private readonly nodes: BusNode[] = [];

  private constructor(servers: readonly RedisServer[]) {
    this.servers = servers;
  }

  static async launch(): Promise<RedisCluster> {
    const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
    // A primary that is gone does not take the others with it.
    settings.push('--cluster-require-full-coverage', 'no', '--cluster-allow-pubsubshard-when-down', 'yes');
    const servers: RedisServer[] = [];
    for (let count = 0; count < 3; count += 1) servers.push(await RedisServer.launch(...settings));
    const addresses = servers.map(({ port }) => `127.0.0.1:${port}`);
    await run('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes']);
    const cluster = new RedisCluster(servers);
    await until(() => cluster.isAgreed());
    return cluster;
  }

  async startNode(): Promise<BusNode> {
    const connect = (options: ClusterOptions): Cluster => {
      const nodes = this.servers.map(({ port }) => ({ host: '127.0.0.1', port }));
      const client = new Cluster(nodes, options);
      client.on('error', () => undefined);
      return client;
    };
    const node = new BusNode({
      publisher: connect({ retryDelayOnFailover: 0, retryDelayOnClusterDown: 0 }),
      subscriber: connect({ shardedSubscribers: true }),
    });
    this.nodes.push(node);
    await node.bus.start(node.receiver);
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) await node[Symbol.asyncDispose]();
    for (const server of this.servers) await server[Symbol.asyncDispose]();
  }

  private async isAgreed(): Promise<void> {
    for (const server of this.servers) {
      await using client = server.ask();
      expect(await client.redis.call('CLUSTER', 'INFO')).toContain('cluster_state:ok');
    }
  }
}

describeAdapter({
  name: 'The Redis bus on a Cluster of three',
  nodes: 'several',
  passage: realPassage,
  async create() {
    const cluster = await RedisCluster.launch();
    return {
      async addNode(receiver) {
        const node = await cluster.startNode();
        await node.bus.start(receiver);
        return node.bus;
      },
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },
});

test('channels of all primaries are heard, and heard again after one of them was away', async () => {
  await using cluster = await RedisCluster.launch();
  const from = await cluster.startNode();
  const to = await cluster.startNode();
  const names = Array.from({ length: 300 }, (_, index) => `a-${index}`);
  await Promise.all(names.map((name) => to.bus.subscribe(refTo(name))));
  for (const name of names) from.bus.publish(batchOf(name, 'before'));
  await until(() => expect(to.receiver.batches).toHaveLength(names.length));
  for (const server of cluster.servers) expect(await server.calls('spublish')).toBeGreaterThan(50);
  const [lost] = cluster.servers;
  await lost?.kill();
  await until(() => expect(to.bus.isConnected()).toBe(false));
  for (const name of names) from.bus.publish(batchOf(name, 'meanwhile'));
  await lost?.start();
  await until(() => expect([from.bus.isConnected(), to.bus.isConnected()]).toEqual([true, true]));
  expect(to.receiver.reconnections).toBeGreaterThan(0);
  for (const name of names) from.bus.publish(batchOf(name, 'after'));
  await until(() => {
    for (const name of names) expect(to.texts(name)).toEqual(['before', 'meanwhile', 'after']);
  });
  expect(to.bus.counters.gaps).toBe(0);
});
