import type { IdempotencyClaim } from '@shoal/core';
import { describeIdempotencyStore, realPassage } from '@shoal/core/testing';
import { RedisIdempotencyStore } from '../../src/idempotency/redis-idempotency-store.js';
import { RealTimeCluster } from '../nodes/real-time-cluster.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const key = { appId: 'app', key: 'order-1' };
const response = { status: 200, body: '{}' };
const lifetime = 60_000;

const redis = useRedis();

describeIdempotencyStore({
  name: 'RedisIdempotencyStore',
  nodes: 'several',
  passage: realPassage,
  create(times) {
    const cluster = new RealTimeCluster(redis());
    return {
      addNode: () => cluster.addStore((buckets) => new RedisIdempotencyStore({ buckets, ...times })),
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },
});

interface Node {
  readonly store: RedisIdempotencyStore;
  readonly node: TimedNode;
}

function addNode(cluster: TimedCluster): Promise<Node> {
  return cluster.addNode(({ buckets }) => ({ store: new RedisIdempotencyStore({ buckets, lifetime }) }));
}

async function claimed(cluster: TimedCluster, { store }: Node): Promise<IdempotencyClaim> {
  const reply = await cluster.ask(store.claim(key, 'a'));
  if (reply.kind !== 'claimed') throw new Error(`The key is ${reply.kind}`);
  return reply.claim;
}

/** What is stored of idempotency keys. */
async function stored(cluster: TimedCluster): Promise<string[]> {
  return (await cluster.keys()).filter((name) => name.includes(':idempotent:'));
}

describe('what is stored', () => {
  test('has a time to live, of the lease and then of the response, and is gone when it is given back', async () => {
    await using cluster = new TimedCluster(redis());
    const one = await addNode(cluster);
    const claim = await claimed(cluster, one);
    const [name = ''] = await stored(cluster);
    const leased = await redis().pttl(name);
    expect([leased > 5_000, leased <= 10_000]).toEqual([true, true]);
    await cluster.ask(one.store.record(claim, response));
    expect(await redis().pttl(name)).toBeGreaterThan(50_000);

    const other = await cluster.ask(one.store.claim({ ...key, key: 'order-2' }, 'a'));
    if (other.kind === 'claimed') await cluster.ask(one.store.release(other.claim));
    expect(await stored(cluster)).toEqual([name]);
  });

  test('of another release is answered with backend, and counted', async () => {
    await using cluster = new TimedCluster(redis());
    const one = await addNode(cluster);
    await cluster.ask(one.store.record(await claimed(cluster, one), response));
    const [name = ''] = await stored(cluster);
    await redis().hset(name, 'answer', '9{"status":200}');
    await expect(cluster.ask(one.store.claim(key, 'a'))).rejects.toMatchObject({ key: 'backend' });
    expect(one.store.unreadable).toBe(1);
  });

  test('a fraction of a millisecond is a lifetime too', async () => {
    await using cluster = new TimedCluster(redis());
    const { store } = await cluster.addNode(({ buckets }) => ({
      store: new RedisIdempotencyStore({ buckets, lifetime: 0.1 }),
    }));
    const reply = await cluster.ask(store.claim(key, 'a'));
    if (reply.kind !== 'claimed') throw new Error(`The key is ${reply.kind}`);
    expect(await cluster.ask(store.record(reply.claim, response))).toBe(true);
  });
});

describe('while Redis is away', () => {
  test('everything is refused with backend', async () => {
    await using cluster = new TimedCluster(redis());
    const one = await addNode(cluster);
    const claim = await claimed(cluster, one);
    one.node.line.break();
    await cluster.pass(1_500);
    const refused = { key: 'backend' };
    await expect(one.store.claim(key, 'a')).rejects.toMatchObject(refused);
    await expect(one.store.renew(claim)).rejects.toMatchObject(refused);
    await expect(one.store.record(claim, response)).rejects.toMatchObject(refused);
    await expect(one.store.release(claim)).rejects.toMatchObject(refused);
  });

  test('a claim that nobody heard of holds its key for the lease, not longer', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    const unheard = one.store.claim(key, 'a');
    const refused = expect(unheard).rejects.toMatchObject({ key: 'backend' });
    // The script is on its way to the server when the line is cut.
    await Promise.resolve();
    one.node.line.break();
    await cluster.pass(1_500);
    await refused;
    expect(await cluster.ask(two.store.claim(key, 'a'))).toEqual({ kind: 'held' });
    await cluster.pass(8_500);
    await claimed(cluster, two);
  });
});

describe('when a reply is lost and the line is back at once', () => {
  async function loseReply<T>(cluster: TimedCluster, { node }: Node, ask: () => Promise<T>): Promise<T> {
    const answer = ask();
    await Promise.resolve();
    node.line.break();
    node.line.mend();
    return await cluster.ask(answer);
  }

  test('a claim is the same claim, and others find it held', async () => {
    await using cluster = new TimedCluster(redis());
    const [one, two] = [await addNode(cluster), await addNode(cluster)];
    const reply = await loseReply(cluster, one, () => one.store.claim(key, 'a'));
    expect(reply).toMatchObject({ kind: 'claimed' });
    expect(await cluster.ask(two.store.claim(key, 'a'))).toEqual({ kind: 'held' });
    if (reply.kind === 'claimed')
      expect(await cluster.ask(one.store.record(reply.claim, response))).toBe(true);
  });

  test('a response is recorded', async () => {
    await using cluster = new TimedCluster(redis());
    const one = await addNode(cluster);
    const claim = await claimed(cluster, one);
    expect(await loseReply(cluster, one, () => one.store.record(claim, response))).toBe(true);
    expect(await cluster.ask(one.store.claim(key, 'a'))).toEqual({ kind: 'done', response });
  });
});
