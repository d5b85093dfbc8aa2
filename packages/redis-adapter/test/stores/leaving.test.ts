import { type HeldChannel, RecordIds } from '@shoal/core';
import { createMember } from '@shoal/protocol';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const redis = useRedis();
const channel = { appId: 'app', name: 'presence-a' };

interface StoreNode {
  readonly store: RedisChannelStore;
  /** Channels whose members went without asking, as the node was told. */
  readonly departed: string[];
  /** Channels whose members were swept and are there again, as the node was told. */
  readonly arrived: string[];
  /** When it heard that a dead node was taken out. */
  readonly swept: number[];
}

function addNode(
  cluster: TimedCluster,
  held: readonly HeldChannel[] = [],
): Promise<StoreNode & { readonly node: TimedNode }> {
  const { clock } = cluster;
  return cluster.addNode(({ buckets }) => {
    const departed: string[] = [];
    const arrived: string[] = [];
    const swept: number[] = [];
    const store = new RedisChannelStore({
      ...{ buckets, clock, recordIds: new RecordIds(), hint: () => {}, recorded: () => {} },
      grace: { frames: 0, webhooks: 0, drain: 0 },
      swept: () => swept.push(clock.now()),
    });
    store.start({
      look() {},
      recorded() {},
      departed: ({ name }) => departed.push(name),
      arrived: ({ name }) => arrived.push(name),
      held: () => held,
    });
    return { store, departed, arrived, swept };
  });
}

function join(cluster: TimedCluster, { store }: StoreNode, userId: string): Promise<unknown> {
  const member = { member: createMember(userId), limit: 100 };
  const wants = new Set<never>();
  return cluster.ask(store.join({ channel, count: 1, member, wants, isWanted: () => true }));
}

/** As the ports are closed. @returns milliseconds that it took */
async function leave(
  cluster: TimedCluster,
  { store, node }: StoreNode & { node: TimedNode },
): Promise<number> {
  const { clock } = cluster;
  const since = clock.now();
  store.close();
  let took = Number.POSITIVE_INFINITY;
  const left = node.buckets.leave(2000).then(() => {
    took = clock.now() - since;
  });
  await cluster.pass(2050);
  await left;
  node.kill();
  return took;
}

/** How many nodes are registered, have a lease, have clean renewals and are dead, over all buckets. */
async function counts(cluster: TimedCluster): Promise<Record<string, number>> {
  const all: Record<string, number> = {};
  for (const key of await cluster.keys()) {
    const kind = key.slice(key.indexOf('}:') + 2);
    if (kind === 'nodes' || kind === 'since') all[kind] = (all[kind] ?? 0) + (await redis().hlen(key));
    if (kind === 'leases' || kind === 'dead') all[kind] = (all[kind] ?? 0) + (await redis().zcard(key));
    if (kind.startsWith('held:')) all.held = (all.held ?? 0) + (await redis().zcard(key));
  }
  return all;
}

const bucketCount = 4;

test('a node that ends is registered nowhere', async () => {
  await using cluster = new TimedCluster(redis(), { bucketCount });
  const stays = await addNode(cluster);
  const leaves = await addNode(cluster);
  expect(await counts(cluster)).toEqual({ nodes: 8, since: 8, leases: 8 });
  expect(await leave(cluster, leaves)).toBeLessThan(200);
  expect(await counts(cluster)).toEqual({ nodes: 4, since: 4, leases: 4 });
  expect(await leave(cluster, stays)).toBeLessThan(200);
  expect(await counts(cluster)).toEqual({});
});

test('what it still holds is swept without waiting for its lease', async () => {
  await using cluster = new TimedCluster(redis(), { bucketCount });
  const stays = await addNode(cluster);
  const leaves = await addNode(cluster);
  await join(cluster, stays, 'stays');
  await join(cluster, leaves, 'forgotten');
  // From now on the other node may sweep.
  await cluster.pass(14_000);
  await leave(cluster, leaves);
  expect(stays.departed).toEqual([channel.name]);
  expect((await cluster.ask(stays.store.members(channel))).map(({ key }) => key)).toEqual(['stays']);
  expect(await counts(cluster)).toEqual({ nodes: 4, since: 4, leases: 4, held: 2 });
});

test('without Redis it waits no longer than it was told, and is left to the end of its lease', async () => {
  await using cluster = new TimedCluster(redis(), { bucketCount });
  const stays = await addNode(cluster);
  const leaves = await addNode(cluster);
  await join(cluster, leaves, 'forgotten');
  await cluster.pass(14_000);
  leaves.node.line.break();
  expect(await leave(cluster, leaves)).toBeLessThanOrEqual(2050);
  expect(stays.departed).toEqual([]);
  await cluster.pass(12_000);
  expect(stays.departed).toEqual([channel.name]);
});

test('a node that was swept while it could not be heard counts its members as arrived again', async () => {
  await using cluster = new TimedCluster(redis(), { bucketCount });
  const members = [createMember('a'), createMember('b')];
  const stays = await addNode(cluster);
  const away = await addNode(cluster, [{ channel, count: 2, members }]);
  await join(cluster, away, 'a');
  await join(cluster, away, 'b');
  await cluster.pass(14_000);
  away.node.line.break();
  await cluster.pass(14_000);
  expect(stays.departed).toEqual([channel.name]);
  expect(away.arrived).toEqual([]);
  away.node.line.mend();
  await cluster.pass(5_000);
  expect(away.arrived).toEqual([channel.name, channel.name]);
  expect((await cluster.ask(stays.store.members(channel))).map(({ key }) => key).sort()).toEqual(['a', 'b']);
});

test('in a new epoch nobody arrives again: nobody was counted as departed', async () => {
  await using cluster = new TimedCluster(redis(), { bucketCount });
  const node = await addNode(cluster, [{ channel, count: 1, members: [createMember('a')] }]);
  await join(cluster, node, 'a');
  await cluster.flush();
  await cluster.pass(14_000);
  expect((await cluster.ask(node.store.members(channel))).map(({ key }) => key)).toEqual(['a']);
  expect(node.arrived).toEqual([]);
});

it('every node knows within a second of the lease that a dead one was taken out, and what is left then', async () => {
  await using cluster = new TimedCluster(redis());
  const one = await addNode(cluster);
  const other = await addNode(cluster);
  const victim = await addNode(cluster);
  await join(cluster, one, 'ann');
  await join(cluster, victim, 'bob');
  // Whoever sweeps has been there for a while.
  await cluster.pass(14_000);
  expect([...one.swept, ...other.swept]).toEqual([]);
  const killedAt = cluster.clock.now();
  victim.store.close();
  victim.node.kill();
  await cluster.pass(12_000);
  for (const { swept, store } of [one, other]) {
    expect(swept).not.toEqual([]);
    expect(Math.max(...swept) - killedAt).toBeLessThanOrEqual(11_050);
    expect(await cluster.ask(store.countApps())).toEqual([{ appId: 'app', channels: 1, presenceMembers: 1 }]);
  }
});
