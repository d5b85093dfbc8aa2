import { systemClock } from '@shoal/core';
import { describeCacheStore, realPassage } from '@shoal/core/testing';
import { RedisCacheStore } from '../../src/cache/redis-cache-store.js';
import { RealTimeCluster } from '../nodes/real-time-cluster.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const maxBytes = 1024 * 1024;
const channel = { appId: 'app', name: 'cache-a' };

const redis = useRedis();

describeCacheStore({
  name: 'RedisCacheStore',
  nodes: 'several',
  passage: realPassage,
  create(lifetime) {
    const cluster = new RealTimeCluster(redis());
    return {
      addNode: () =>
        cluster.addStore(
          (buckets) => new RedisCacheStore({ buckets, clock: systemClock, lifetime, maxBytes }),
        ),
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },
});

function addNode(
  cluster: TimedCluster,
  limits: { lifetime?: number; maxBytes?: number } = {},
): Promise<{ cache: RedisCacheStore; node: TimedNode }> {
  const { clock } = cluster;
  const all = { lifetime: 60_000, maxBytes, ...limits };
  return cluster.addNode(({ buckets }) => ({ cache: new RedisCacheStore({ buckets, clock, ...all }) }));
}

function event(id: string): { id: string; name: string; data: string } {
  return { id, name: 'e', data: id };
}

describe('which event is the last one', () => {
  test('of one process that with the higher id, in whichever order they come', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.cache.remember(channel, event('p-10')));
    await cluster.ask(two.cache.remember(channel, event('p-9')));
    expect(await cluster.ask(one.cache.recall(channel))).toMatchObject({ id: 'p-10' });
  });

  test('of several processes that which was published last, not that which arrived last', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    one.node.line.break();
    await cluster.pass(1_500);
    await cluster.ask(one.cache.remember(channel, event('p-1')));
    await cluster.pass(500);
    await cluster.ask(two.cache.remember(channel, event('q-1')));
    one.node.line.mend();
    await cluster.pass(1_000);
    expect(await cluster.ask(one.cache.recall(channel))).toMatchObject({ id: 'q-1' });
    expect(await cluster.ask(two.cache.recall(channel))).toMatchObject({ id: 'q-1' });
  });
});

describe('while Redis is away', () => {
  test('a node recalls what it has written or read, with the time that is left', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two, three] = [await addNode(cluster), await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.cache.remember(channel, event('p-1')));
    await cluster.ask(two.cache.recall(channel));
    for (const { node } of [one, two, three]) node.line.break();
    await cluster.pass(10_000);
    expect(await cluster.ask(one.cache.recall(channel))).toEqual({ ...event('p-1'), ttl: 50 });
    expect(await cluster.ask(two.cache.recall(channel))).toEqual({ ...event('p-1'), ttl: 50 });
    expect(await cluster.ask(three.cache.recall(channel))).toBeUndefined();
    await cluster.pass(50_000);
    expect(await cluster.ask(one.cache.recall(channel))).toBeUndefined();
  });

  test('what is written meanwhile is there for everybody afterwards, for the rest of its time', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    await cluster.ask(one.cache.remember(channel, event('p-1')));
    one.node.line.break();
    const unanswered = one.cache.remember(channel, event('p-2'));
    await cluster.pass(1_500);
    await unanswered;
    await cluster.ask(one.cache.remember(channel, event('p-3')));
    expect(await cluster.ask(one.cache.recall(channel))).toMatchObject({ id: 'p-3' });
    await cluster.pass(20_000);
    one.node.line.mend();
    await cluster.pass(1_000);
    expect(await cluster.ask(two.cache.recall(channel))).toMatchObject({ id: 'p-3', ttl: 39 });
  });
});

test('what Redis has lost is there again', async () => {
  await using cluster = new TimedCluster(redis());
  const [one, two] = [await addNode(cluster), await addNode(cluster)];
  await cluster.ask(one.cache.remember(channel, event('p-1')));
  await cluster.flush();
  await cluster.pass(4_000);
  expect(await cluster.ask(two.cache.recall(channel))).toMatchObject({ id: 'p-1', ttl: 56 });
});

test('the copies of a process stay within their bytes', async () => {
  await using cluster = new TimedCluster(redis());
  const { cache } = await addNode(cluster, { maxBytes: 10_000 });
  for (let index = 0; index < 100; index += 1) {
    await cluster.ask(cache.remember({ appId: 'app', name: `cache-${index}` }, event(`p-${index}`)));
  }
  expect(cache.memoryBytes()).toBeGreaterThan(5_000);
  expect(cache.memoryBytes()).toBeLessThanOrEqual(10_000);
  await cluster.ask(cache.remember(channel, { id: 'p-100', name: 'e', data: 'x'.repeat(20_000) }));
  expect(await cluster.ask(cache.recall(channel))).toMatchObject({ id: 'p-100' });
});

test('what another release has written is no event, and is counted', async () => {
  await using cluster = new TimedCluster(redis());
  const { cache } = await addNode(cluster);
  await cluster.ask(cache.remember(channel, event('p-1')));
  const [key = ''] = (await cluster.keys()).filter((name) => name.includes('last:'));
  await redis().hset(key, 'event', '9["p-1","e","1"]');
  expect(await cluster.ask(cache.recall(channel))).toBeUndefined();
  expect(cache.unreadable).toBe(1);
});
