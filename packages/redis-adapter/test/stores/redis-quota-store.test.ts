import { RecordIds, systemClock } from '@shoal/core';
import { describeQuotaStore, realPassage } from '@shoal/core/testing';
import { RedisChannelStore } from '../../src/channels/redis-channel-store.js';
import { RedisQuotaStore } from '../../src/quotas/redis-quota-store.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { RealTimeCluster } from '../nodes/real-time-cluster.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const redis = useRedis();

describeQuotaStore({
  name: 'RedisQuotaStore',
  nodes: 'several',
  passage: realPassage,
  create() {
    const cluster = new RealTimeCluster(redis());
    return {
      addNode: () => cluster.addStore((buckets) => new RedisQuotaStore({ buckets, clock: systemClock })),
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },
});

interface QuotaNode {
  readonly quotas: RedisQuotaStore;
  readonly channels: RedisChannelStore;
  readonly node: TimedNode;
}

/** The channel store is the one that sweeps. */
function addNode(cluster: TimedCluster): Promise<QuotaNode> {
  const { clock } = cluster;
  return cluster.addNode(({ buckets }) => {
    const channels = new RedisChannelStore({
      ...{ buckets, clock, recordIds: new RecordIds(), hint: () => {}, recorded: () => {} },
      grace: { frames: 0, webhooks: 0, drain: 0 },
    });
    channels.start({ look() {}, recorded() {}, departed() {}, arrived() {}, held: () => [] });
    return { channels, quotas: new RedisQuotaStore({ buckets, clock }) };
  });
}

describe('connections over the life of nodes', () => {
  test('those of a killed node are gone within its lease and 2 s', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.pass(13_000);
    expect(await cluster.ask(two.quotas.admit('app', 1, 5))).toBe(true);
    await two.quotas.admit('other', 7, undefined);
    await cluster.pass(100);
    expect(await cluster.ask(one.quotas.admit('app', 1, 1))).toBe(false);
    two.node.kill();
    await cluster.pass(12_000);
    expect(await cluster.ask(one.quotas.count('app'))).toBe(0);
    expect(await cluster.ask(one.quotas.count('other'))).toBe(0);
    expect(one.channels.sweptConnections).toBe(8);
    expect(await cluster.ask(one.quotas.admit('app', 1, 1))).toBe(true);
  });

  test('a node that was taken for dead states its counts again, once', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.pass(13_000);
    await cluster.ask(two.quotas.admit('app', 1, 5));
    await cluster.ask(two.quotas.admit('app', 2, 5));
    two.node.line.break();
    await cluster.pass(14_000);
    expect(await cluster.ask(one.quotas.count('app'))).toBe(0);
    expect(two.quotas.admit('app', 3, 5)).toBe(true);
    two.quotas.release('app', 2);
    two.node.line.mend();
    await cluster.pass(1_000);
    expect(await cluster.ask(one.quotas.count('app'))).toBe(2);
    await cluster.pass(30_000);
    expect(await cluster.ask(one.quotas.count('app'))).toBe(2);
    // What it had under its former id was taken out by the other, and is not its own to count.
    expect([one, two].map(({ channels }) => channels.sweptConnections)).toEqual([2, 0]);
  });

  test('what a node had before counts once, even while nothing of it was swept', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(two.quotas.admit('app', 1, 5));
    cluster.failOver();
    await cluster.pass(4_000);
    expect(await cluster.ask(one.quotas.count('app'))).toBe(1);
    expect(await cluster.ask(two.quotas.admit('app', 2, 2))).toBe(true);
  });

  test('after everything was lost the counts are right again', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.quotas.admit('app', 1, 3));
    await two.quotas.admit('app', 2, undefined);
    await cluster.pass(100);
    await cluster.flush();
    await cluster.pass(4_000);
    expect(await cluster.ask(one.quotas.count('app'))).toBe(3);
    expect(await cluster.ask(one.quotas.admit('app', 2, 3))).toBe(false);
  });

  test('a lease is as old as its last renewal, and grows while Redis is away', async () => {
    await using cluster = new TimedCluster(redis());
    const { node } = await addNode(cluster);
    await cluster.pass(8_000);
    expect(node.buckets.leaseAge).toBeLessThanOrEqual(3_100);
    node.line.break();
    await cluster.pass(20_000);
    expect(node.buckets.leaseAge).toBeGreaterThanOrEqual(20_000);
  });

  test('without a limit nothing is waited for', async () => {
    await using cluster = new TimedCluster(redis());
    const { quotas } = await addNode(cluster);
    expect(quotas.admit('app', 1, undefined)).toBe(true);
  });

  test('nothing is kept of an app that nobody is connected to', async () => {
    await using cluster = new TimedCluster(redis());
    const { quotas } = await addNode(cluster);
    await cluster.ask(quotas.admit('app', 1, 1));
    const before = (await cluster.keys()).filter((key) => /quota|held/.test(key));
    quotas.release('app', 0);
    await cluster.pass(100);
    const after = (await cluster.keys()).filter((key) => /quota|held/.test(key));
    expect([before.length, after]).toEqual([2, []]);
  });
});

describe('while Redis is away', () => {
  test('the own count decides, and is stated afterwards', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(two.quotas.admit('app', 1, 2));
    one.node.line.break();
    await cluster.pass(1_500);
    expect(one.quotas.admit('app', 1, 2)).toBe(true);
    expect(one.quotas.admit('app', 2, 2)).toBe(true);
    expect(one.quotas.admit('app', 3, 2)).toBe(false);
    await expect(one.quotas.count('app')).rejects.toMatchObject({ key: 'backend' });
    one.quotas.release('app', 2);
    one.node.line.mend();
    await cluster.pass(1_000);
    expect(await cluster.ask(two.quotas.count('app'))).toBe(3);
  });

  test('who was at the door when it went away is answered, and counted once', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    const answers = [1, 2, 3].map((count) => one.quotas.admit('app', count, 2));
    cluster.clock.settle();
    one.node.line.break();
    await cluster.pass(1_500);
    expect(await Promise.all(answers)).toEqual([true, true, false]);
    one.node.line.mend();
    await cluster.pass(1_000);
    expect(await cluster.ask(two.quotas.count('app'))).toBe(2);
  });
});

/** Connections of one node as core counts them. */
class Door {
  admitted = 0;
  private counted = 0;
  private readonly quotas: RedisQuotaStore;

  constructor(quotas: RedisQuotaStore) {
    this.quotas = quotas;
  }

  async knock(limit: number): Promise<void> {
    this.counted += 1;
    if (await this.quotas.admit('app', this.counted, limit)) this.admitted += 1;
    else this.giveBack();
  }

  /** Somebody leaves, or some come at once. */
  move(random: SeededRandom, limit: number): void {
    if (random.chance(0.3)) this.leave();
    else for (let each = random.between(1, 4); each > 0; each -= 1) void this.knock(limit);
  }

  private leave(): void {
    if (this.admitted === 0) return;
    this.admitted -= 1;
    this.giveBack();
  }

  private giveBack(): void {
    this.counted -= 1;
    this.quotas.release('app', this.counted);
  }
}

describe('races for places', () => {
  test('of two nodes that want the last place exactly one gets it', async () => {
    const random = new SeededRandom(1);
    for (let run = 0; run < 300; run += 1) {
      await using cluster = new TimedCluster(redis(), { bucketCount: 1, delay: () => turns(random) });
      const doors = [await addNode(cluster), await addNode(cluster)].map(({ quotas }) => new Door(quotas));
      await cluster.ask(doors[random.between(0, 1)]?.knock(2));
      await cluster.ask(Promise.all(doors.map((door) => door.knock(2))));
      expect(doors.reduce((sum, { admitted }) => sum + admitted, 0)).toBe(2);
    }
  });

  test('there are never more than the limit, nor a place that stays empty', async () => {
    const random = new SeededRandom(2);
    for (let run = 0; run < 100; run += 1) {
      const limit = random.between(1, 6);
      await using cluster = new TimedCluster(redis(), { bucketCount: 1, delay: () => turns(random) });
      const nodes = [await addNode(cluster), await addNode(cluster), await addNode(cluster)];
      const doors = nodes.map(({ quotas }) => new Door(quotas));
      const total = (): number => doors.reduce((sum, { admitted }) => sum + admitted, 0);
      for (let step = 0; step < 30; step += 1) {
        doors[random.between(0, 2)]?.move(random, limit);
        await turns(random);
        cluster.clock.endTick();
        expect(total()).toBeLessThanOrEqual(limit);
      }
      await cluster.pass(200);
      expect(await cluster.ask(nodes[0]?.quotas.count('app'))).toBe(total());
      await cluster.ask(Promise.all(Array.from({ length: limit }, () => doors[0]?.knock(limit))));
      expect(total()).toBe(limit);
    }
  });
});

/** Some turns of the event loop. */
async function turns(random: SeededRandom): Promise<void> {
  for (let left = random.between(0, 3); left > 0; left -= 1) await new Promise(setImmediate);
}
