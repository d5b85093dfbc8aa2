import { RecordIds } from '@shoal/core';
import { createTestNode, dataOf, MemoryBus, type TestClient, type TestNode } from '@shoal/core/testing';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { RedisUserStore } from '../../src/users/redis-user-store.js';
import { StatusAdapter } from '../../src/users/status-adapter.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const redis = useRedis();

interface WholeNode {
  readonly test: TestNode;
  readonly node: TimedNode;
}

/** A node of core on this package's stores. */
function addNode(cluster: TimedCluster, bus: MemoryBus): Promise<WholeNode> {
  const { clock } = cluster;
  return cluster.addNode(async ({ buckets }) => {
    const line = bus.addNode();
    const users = new RedisUserStore({
      ...{ buckets, clock },
      announce: (watcher, status) => adapter.announce(watcher, status),
    });
    const adapter = new StatusAdapter(line, users);
    const channels = new RedisChannelStore({
      ...{ buckets, clock, recordIds: new RecordIds(), recorded: () => {} },
      grace: { frames: 0, webhooks: 0, drain: 0 },
      hint: (channel, version) => adapter.hint(channel, version),
      usersLeft: (bucket, watched) => users.left(bucket, watched),
    });
    return {
      test: await createTestNode({ clock, adapter, stores: (local) => ({ ...local, users, channels }) }),
    };
  });
}

/** What a client was told of the users whom it watches, in order. */
function toldTo(client: TestClient): string[] {
  const messages = client.socket.messages.filter(({ event }) => event === 'pusher_internal:watchlist_events');
  return messages.flatMap((message) => {
    const { events } = dataOf(message) as { events: { name: string; user_ids: string[] }[] };
    return events.flatMap(({ name, user_ids }) => user_ids.map((id) => `${id} ${name}`));
  });
}

test('watchers on all nodes are told once of who comes and goes', async () => {
  await using cluster = new TimedCluster(redis());
  const bus = new MemoryBus();
  const [one, two] = [await addNode(cluster, bus), await addNode(cluster, bus)];
  const watchers = [one, one, two].map(({ test }) => test.connect());
  for (const [index, watcher] of watchers.entries()) watcher.signIn(`w${index}`, { watchlist: ['u'] });
  await cluster.settle();
  const [here, there] = [one.test.connect(), two.test.connect()];
  for (const user of [here, there]) {
    user.signIn('u');
    await cluster.settle();
  }
  for (const user of [here, there]) {
    user.close();
    await cluster.settle();
  }
  await cluster.pass(10_000);
  for (const watcher of watchers) expect(toldTo(watcher)).toEqual(['u offline', 'u online', 'u offline']);
});

test('watchers of the users of a killed node are told once, within its lease and 2 s', async () => {
  await using cluster = new TimedCluster(redis());
  const bus = new MemoryBus();
  const nodes = [await addNode(cluster, bus), await addNode(cluster, bus), await addNode(cluster, bus)];
  const [one, two, three] = nodes.map(({ test }) => test.connect());
  await cluster.pass(13_000);
  three?.signIn('u');
  await cluster.settle();
  one?.signIn('w1', { watchlist: ['u'] });
  two?.signIn('w2', { watchlist: ['u'] });
  await cluster.settle();
  nodes[2]?.node.kill();
  await cluster.pass(12_000);
  for (const watcher of [one, two]) expect(watcher && toldTo(watcher)).toEqual(['u online', 'u offline']);
});

const userIds = ['a', 'b', 'c', 'd'];

interface SignedInClient {
  readonly client: TestClient;
  readonly at: WholeNode;
  readonly userId: string;
  readonly watchlist: readonly string[];
}

/** Nodes, lines and a bus that fail, and users who come and go. */
class World implements AsyncDisposable {
  private readonly random: SeededRandom;
  private readonly cluster: TimedCluster;
  private readonly bus: MemoryBus;
  private readonly nodes: WholeNode[] = [];
  private readonly clients = new Set<SignedInClient>();

  constructor(seed: number) {
    const random = new SeededRandom(seed);
    this.random = random;
    const delay = async (): Promise<void> => {
      for (let left = random.between(0, 2); left > 0; left -= 1) await new Promise(setImmediate);
    };
    const cluster = new TimedCluster(redis(), { bucketCount: 2, delay });
    this.cluster = cluster;
    this.bus = new MemoryBus(({ kind }, arrive) => {
      if (kind !== 'control') return arrive();
      for (let copies = random.between(0, 2); copies > 0; copies -= 1)
        cluster.clock.after(random.between(0, 400), arrive);
    });
  }

  async play(): Promise<void> {
    for (let count = 0; count < 3; count += 1) this.nodes.push(await addNode(this.cluster, this.bus));
    for (let step = 0; step < 40; step += 1) {
      await this.act();
      if (this.random.chance(0.7)) await this.cluster.pass(this.random.between(0, 1_000));
    }
    for (const { node } of this.nodes) node.line.mend();
    await this.cluster.pass(40_000);
  }

  /** Each client's view has no repetitions, and ends with the truth. */
  expectAgreement(): void {
    const online = new Set([...this.clients].map(({ userId }) => userId));
    for (const { client: watcher, watchlist, userId } of this.clients) {
      const told = toldTo(watcher);
      for (const id of watchlist.filter((watched) => watched !== userId)) {
        const ofUser = told.filter((text) => text.startsWith(`${id} `));
        for (const [at, text] of ofUser.entries()) expect(text).not.toBe(ofUser[at - 1]);
        expect(ofUser.at(-1)).toBe(`${id} ${online.has(id) ? 'online' : 'offline'}`);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const {
      test: { node },
    } of this.nodes)
      node.stop();
    await this.cluster[Symbol.asyncDispose]();
  }

  private async act(): Promise<void> {
    const { random } = this;
    const node = this.nodes[random.between(0, this.nodes.length - 1)];
    if (node === undefined) return;
    const dice = random.between(1, 100);
    if (dice <= 50) this.signIn(node);
    else if (dice <= 80) this.close();
    else if (dice <= 93) this.cut(node);
    else if (dice <= 95) await this.cluster.flush();
    else if (dice <= 97) this.cluster.failOver();
    else await this.kill(node);
  }

  private signIn(at: WholeNode): void {
    const { random } = this;
    const userId = userIds[random.between(0, 3)] ?? 'a';
    const watchlist = userIds.filter(() => random.chance(0.5));
    const connection = at.test.connect();
    connection.signIn(userId, { watchlist });
    this.clients.add({ client: connection, at, userId, watchlist });
  }

  private close(): void {
    const leaving = [...this.clients][this.random.between(0, Math.max(0, this.clients.size - 1))];
    if (leaving === undefined) return;
    this.clients.delete(leaving);
    leaving.client.close();
  }

  private cut({ node }: WholeNode): void {
    node.line.break();
    const isLong = this.random.chance(0.2);
    const forMs = isLong ? this.random.between(8_000, 14_000) : this.random.between(0, 2_000);
    this.cluster.clock.after(forMs, () => node.line.mend());
  }

  private async kill(at: WholeNode): Promise<void> {
    at.node.kill();
    at.test.node.stop();
    this.nodes.splice(this.nodes.indexOf(at), 1);
    for (const each of this.clients) if (each.at === at) this.clients.delete(each);
    this.nodes.push(await addNode(this.cluster, this.bus));
  }
}

test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  'whatever fails, nobody is told twice and everybody knows the truth in the end (seed %i)',
  async (seed) => {
    await using world = new World(seed);
    await world.play();
    world.expectAgreement();
  },
);
