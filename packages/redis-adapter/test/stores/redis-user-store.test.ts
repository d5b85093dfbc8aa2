import { RecordIds, systemClock, type UserStatement, type UserStatus } from '@shoal/core';
import { describeUserStore } from '@shoal/core/testing';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { RedisUserStore } from '../../src/users/redis-user-store.js';
import { RealTimeCluster } from '../nodes/real-time-cluster.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const redis = useRedis();

describeUserStore({
  name: 'RedisUserStore',
  nodes: 'several',
  create() {
    const cluster = new RealTimeCluster(redis());
    const stores: RedisUserStore[] = [];
    return {
      addNode: (host) =>
        cluster.addStore((buckets) => {
          const store = new RedisUserStore({ buckets, clock: systemClock, announce: () => {} });
          stores.push(store);
          store.start(host);
          return store;
        }),
      async [Symbol.asyncDispose]() {
        for (const store of stores) store.close();
        await cluster[Symbol.asyncDispose]();
      },
    };
  },
});

interface PlayedNode {
  readonly users: RedisUserStore;
  /** What the store had the node tell its watchers. */
  readonly told: UserStatus[];
  /** What it had the other nodes told: the watcher and the status. */
  readonly announced: string[];
  readonly node: TimedNode;
}

/** The channel store is the one that sweeps. */
function addNode(cluster: TimedCluster): Promise<PlayedNode> {
  const { clock } = cluster;
  return cluster.addNode(({ buckets }) => {
    const told: UserStatus[] = [];
    const announced: string[] = [];
    const users = new RedisUserStore({
      ...{ buckets, clock },
      announce: (watcher, { userId, online }) =>
        announced.push(`${watcher.userId}: ${userId} ${online ? 'online' : 'offline'}`),
    });
    const channels = new RedisChannelStore({
      ...{ buckets, clock, recordIds: new RecordIds(), hint: () => {}, recorded: () => {} },
      grace: { frames: 0, webhooks: 0, drain: 0 },
      usersLeft: (bucket, watched) => users.left(bucket, watched),
    });
    users.start({ statusChanged: (_appId, status) => told.push(status) });
    channels.start({ look() {}, recorded() {}, departed() {}, arrived() {}, held: () => [] });
    return { users, told, announced };
  });
}

function stating(userId: string, sockets: number, watchlist: readonly string[] = []): UserStatement {
  return { appId: 'app', userId, sockets, watchlist };
}

describe('users over the life of nodes', () => {
  test('those of a killed node, and whom they watched, are gone within its lease and 2 s', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.pass(13_000);
    await cluster.ask(two.users.signIn(stating('gone', 2, ['kept', 'x'])));
    await cluster.ask(one.users.signIn(stating('kept', 1, ['gone'])));
    two.node.kill();
    await cluster.pass(12_000);
    expect(one.told).toEqual([{ userId: 'gone', online: false }]);
    expect(one.announced).toEqual(['kept: gone offline']);
    expect(await cluster.ask(one.users.countSockets('app', 'gone'))).toBe(0);
    expect((await cluster.ask(one.users.signIn(stating('x', 1)))).watchers).toEqual([]);
    await cluster.ask(one.users.signOut(stating('x', 0)));
    await cluster.ask(one.users.signOut(stating('kept', 0)));
    expect((await cluster.keys()).filter((key) => /user|watchers|held/.test(key))).toEqual([]);
  });

  test('a user who is on another node too stays online', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.pass(13_000);
    await cluster.ask(two.users.signIn(stating('u', 1)));
    await cluster.ask(one.users.signIn(stating('u', 1)));
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    two.node.kill();
    await cluster.pass(15_000);
    expect(one.told).toEqual([]);
    expect(await cluster.ask(one.users.countSockets('app', 'u'))).toBe(1);
  });

  test('a node that was taken for dead states its users again', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.pass(13_000);
    await cluster.ask(two.users.signIn(stating('u', 2, ['w'])));
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    two.node.line.break();
    await cluster.pass(14_000);
    expect(one.told).toEqual([{ userId: 'u', online: false }]);
    two.node.line.mend();
    await cluster.pass(4_000);
    expect(one.told).toEqual([
      { userId: 'u', online: false },
      { userId: 'u', online: true },
    ]);
    expect(two.announced).toEqual(['w: u online']);
    expect(two.told).toEqual([{ userId: 'w', online: true }]);
    expect(await cluster.ask(one.users.countSockets('app', 'u'))).toBe(2);
    expect((await cluster.ask(one.users.signOut(stating('w', 0)))).watchers).toEqual(['u']);
    await cluster.pass(30_000);
    expect(await cluster.ask(one.users.countSockets('app', 'u'))).toBe(2);
  });

  test('after everything was lost all is stated again, and nobody hears of it', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(two.users.signIn(stating('u', 2)));
    await cluster.ask(one.users.signIn(stating('w', 1, ['u', 'v'])));
    await cluster.flush();
    await cluster.pass(20_000);
    expect(await cluster.ask(one.users.countSockets('app', 'u'))).toBe(2);
    expect(await cluster.ask(two.users.signIn(stating('v', 1)))).toMatchObject({ watchers: ['w'] });
    expect(two.told).toEqual([]);
    await cluster.pass(3_000);
    expect(one.told).toEqual([{ userId: 'v', online: true }]);
  });

  test('who went while everything was lost is told to have gone', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(two.users.signIn(stating('u', 1)));
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    await cluster.flush();
    two.node.kill();
    await cluster.pass(20_000);
    expect(one.told).toEqual([{ userId: 'u', online: false }]);
  });
});

describe('while Redis is away', () => {
  test('sign-ins are answered from what the node knows, and stated afterwards', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(two.users.signIn(stating('w', 1, ['u'])));
    await cluster.ask(one.users.signIn(stating('v', 1)));
    one.node.line.break();
    await cluster.pass(1_500);
    const u = await cluster.ask(one.users.signIn(stating('u', 1, ['v', 'x'])));
    expect(u).toEqual({ cameOnline: true, online: new Set(['v']), watchers: [] });
    await expect(one.users.countSockets('app', 'u')).rejects.toMatchObject({ key: 'backend' });
    expect(two.told).toEqual([]);
    await cluster.ask(two.users.signIn(stating('x', 1)));
    one.node.line.mend();
    await cluster.pass(4_000);
    expect(one.announced).toEqual(['w: u online']);
    expect(two.told).toEqual([{ userId: 'u', online: true }]);
    expect(one.told).toEqual([{ userId: 'x', online: true }]);
    expect(await cluster.ask(two.users.countSockets('app', 'u'))).toBe(1);
  });

  test('who came and went meanwhile was there for those who watched on the same node', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    one.node.line.break();
    await cluster.pass(1_500);
    expect(await cluster.ask(one.users.signIn(stating('u', 1)))).toMatchObject({ cameOnline: true });
    expect(await cluster.ask(one.users.signOut(stating('u', 0)))).toMatchObject({ wentOffline: false });
    one.node.line.mend();
    await cluster.pass(1_000);
    expect(one.told).toEqual([{ userId: 'u', online: false }]);
    expect(await cluster.ask(two.users.countSockets('app', 'u'))).toBe(0);
  });

  test('who waited for an answer when it went away gets one', async () => {
    await using cluster = new TimedCluster(redis());
    const { users, node } = await addNode(cluster);
    const answer = users.signIn(stating('u', 1, ['a', 'b', 'c']));
    node.line.break();
    await cluster.pass(1_500);
    expect(await answer).toEqual({ cameOnline: true, online: new Set(), watchers: [] });
  });
});

describe('what nobody said', () => {
  test('is found by the comparison', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    await cluster.ask(two.users.signIn(stating('u', 1)));
    expect(one.told).toEqual([]);
    await cluster.pass(3_000);
    expect(one.told).toEqual([{ userId: 'u', online: true }]);
  });

  test('is found at once when the bus was away', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    await cluster.ask(two.users.signIn(stating('u', 1)));
    one.users.lookAtAll();
    await cluster.settle();
    expect(one.told).toEqual([{ userId: 'u', online: true }]);
  });

  test('is found even when more users came and went than are kept', async () => {
    await using cluster = new TimedCluster(redis(), { bucketCount: 1 });
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.pass(13_000);
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    await cluster.ask(two.users.signIn(stating('u', 1)));
    const others = Array.from({ length: 1_100 }, (_, index) => two.users.signIn(stating(`o${index}`, 1)));
    await cluster.ask(Promise.all(others));
    one.users.lookAtAll();
    await cluster.settle();
    expect(one.told).toEqual([{ userId: 'u', online: true }]);
  });

  test('an announcement that comes twice, or late, or without reason, changes nothing', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.users.signIn(stating('w', 1, ['u'])));
    await cluster.ask(two.users.signIn(stating('u', 1)));
    for (let times = 0; times < 3; times += 1) {
      one.users.look('app', 'u');
      await cluster.settle();
    }
    expect(one.told).toEqual([{ userId: 'u', online: true }]);
  });
});
