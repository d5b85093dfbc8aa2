import { describeAdapter, realPassage } from '@shoal/core/testing';
import { type RedisCluster, type RedisProcess, startRedisCluster } from '@shoal/testing';
import { Cluster } from 'ioredis';
import { hashTag } from '../../src/index.js';
import { BusNode, batchOf, refTo } from './bus-node.js';
import { callsOf } from './calls-of.js';

const { until } = realPassage;

jest.setTimeout(60_000);

/** Three primaries without replicas, and the nodes on them. */
class BusCluster implements AsyncDisposable {
  readonly servers: readonly RedisProcess[];
  private readonly redis: RedisCluster;
  private readonly nodes: BusNode[] = [];

  private constructor(redis: RedisCluster) {
    this.redis = redis;
    this.servers = redis.primaries;
  }

  static async launch(): Promise<BusCluster> {
    // A primary that is gone does not take the others with it.
    const config = { 'cluster-require-full-coverage': 'no', 'cluster-allow-pubsubshard-when-down': 'yes' };
    return new BusCluster(await startRedisCluster({ config }));
  }

  get first(): RedisProcess {
    const [first] = this.servers;
    if (first === undefined) throw new Error('The Cluster has no nodes');
    return first;
  }

  async startNode(): Promise<BusNode> {
    const addresses = this.servers.map(({ host, port }) => ({ host, port }));
    const connect = (shardedSubscribers: boolean): Cluster => {
      const client = new Cluster(addresses, {
        ...{ shardedSubscribers, enableOfflineQueue: false, maxRedirections: 8 },
        ...{ retryDelayOnFailover: 0, retryDelayOnClusterDown: 0, slotsRefreshInterval: 1000 },
      });
      client.on('error', () => undefined);
      return client;
    };
    const node = new BusNode({ publisher: connect(false), subscriber: connect(true) });
    this.nodes.push(node);
    await node.bus.start(node.receiver);
    return node;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const node of this.nodes) await node[Symbol.asyncDispose]();
    await this.redis[Symbol.asyncDispose]();
  }
}

describeAdapter({
  name: 'The Redis bus on a Cluster of three',
  nodes: 'several',
  passage: realPassage,
  async create() {
    const cluster = await BusCluster.launch();
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

const names = Array.from({ length: 300 }, (_, index) => `a-${index}`);

test('channels of all primaries are heard, and heard again after one of them was away', async () => {
  await using cluster = await BusCluster.launch();
  const from = await cluster.startNode();
  const to = await cluster.startNode();
  await Promise.all(names.map((name) => to.bus.subscribe(refTo(name))));
  for (const name of names) from.bus.publish(batchOf(name, 'before'));
  await until(() => expect(to.receiver.batches).toHaveLength(names.length));
  for (const server of cluster.servers) expect(await callsOf(server, 'spublish')).toBeGreaterThan(50);
  await cluster.first.kill();
  await until(() => expect(to.bus.isConnected()).toBe(false));
  for (const name of names) from.bus.publish(batchOf(name, 'meanwhile'));
  await cluster.first.restart();
  await until(() => expect([from.bus.isConnected(), to.bus.isConnected()]).toEqual([true, true]));
  expect(to.receiver.reconnections).toBeGreaterThan(0);
  for (const name of names) from.bus.publish(batchOf(name, 'after'));
  await until(() => expect(names.filter((name) => to.texts(name).at(-1) === 'after')).toEqual(names));
  // Nobody knows when a listener is back, so what was said meanwhile may be lost; but then it is counted.
  const lost = names.filter((name) => to.texts(name).join() === 'before,after');
  const whole = names.filter((name) => to.texts(name).join() === 'before,meanwhile,after');
  expect(lost.length + whole.length).toBe(names.length);
  expect(to.bus.counters.gaps).toBe(lost.length);
});

test('a primary that answers nothing holds up only its own channels', async () => {
  await using cluster = await BusCluster.launch();
  const from = await cluster.startNode();
  const to = await cluster.startNode();
  await Promise.all(names.map((name) => to.bus.subscribe(refTo(name))));
  for (const name of names) from.bus.publish(batchOf(name, 'before'));
  await until(() => expect(to.receiver.batches).toHaveLength(names.length));
  cluster.first.pause();
  const heard = (text: string) => names.filter((name) => to.texts(name).includes(text));
  for (const name of names) from.bus.publish(batchOf(name, 'meanwhile'));
  await until(() => expect(from.bus.isConnected()).toBe(false));
  expect(heard('meanwhile').length).toBeGreaterThan(100);
  const held = names.find((name) => !to.texts(name).includes('meanwhile')) ?? '';
  const message = { kind: 'close_connections', error: 'terminated' } as const;
  await expect(from.bus.control(refTo(held), message)).rejects.toMatchObject({ key: 'backend' });
  await expect(from.bus.control(refTo(heard('meanwhile')[0] ?? ''), message)).resolves.toBeUndefined();
  cluster.first.resume();
  await until(() => expect(heard('meanwhile')).toEqual(names));
  await until(() => expect(from.bus.isConnected()).toBe(true));
  for (const name of names) expect(to.texts(name)).toEqual(['before', 'meanwhile']);
});

test('a channel that no primary serves is refused, and heard as soon as one does', async () => {
  await using cluster = await BusCluster.launch();
  const slot = await cluster.first.command('CLUSTER', 'KEYSLOT', hashTag('app-id:a'));
  for (const server of cluster.servers) await server.command('CLUSTER', 'DELSLOTS', slot);
  const from = await cluster.startNode();
  const to = await cluster.startNode();
  await to.bus.subscribe(refTo('a'));
  await until(() => expect(to.bus.counters.errors.subscribe).toBeGreaterThan(0));
  // Asks again, and goes on with the others.
  await to.bus.subscribe(refTo('b'));
  await until(() => expect(to.bus.counters.errors.unsubscribe).toBeGreaterThan(0));
  for (const server of cluster.servers) {
    const id = await cluster.first.command('CLUSTER', 'MYID');
    await server.command('CLUSTER', 'SETSLOT', slot, 'NODE', id);
  }
  await until(() => expect([from.bus.isConnected(), to.bus.isConnected()]).toEqual([true, true]));
  from.bus.publish(batchOf('a', 'heard'));
  await until(() => expect(to.texts('a')).toEqual(['heard']));
});

test('what ioredis could not subscribe again is noticed by a probe, and asked for until it is allowed', async () => {
  await using cluster = await BusCluster.launch();
  const from = await cluster.startNode();
  const to = await cluster.startNode();
  await Promise.all(names.map((name) => to.bus.subscribe(refTo(name))));
  const { subscribe } = to.bus.counters.errors;
  await cluster.first.command('ACL', 'SETUSER', 'default', 'resetchannels');
  await cluster.first.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
  await until(() => expect(to.bus.counters.errors.subscribe).toBeGreaterThan(subscribe));
  expect(to.bus.isConnected()).toBe(false);
  await cluster.first.command('ACL', 'SETUSER', 'default', 'allchannels');
  await until(() => expect(to.bus.isConnected()).toBe(true));
  for (const name of names) from.bus.publish(batchOf(name, 'again'));
  await until(() => expect(names.filter((name) => to.texts(name).length > 0)).toEqual(names));
  for (const name of names) expect(to.texts(name)).toEqual(['again']);
});
