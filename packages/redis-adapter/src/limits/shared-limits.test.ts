import type { Redis } from 'ioredis';
import { RedisServer } from '../testing/redis-server.js';
import { SeededRandom } from '../testing/seeded-random.js';
import { TimedCluster, type TimedNode } from '../testing/timed-cluster.js';
import { SharedLimits } from './shared-limits.js';

let server: RedisServer;
let client: Redis;

beforeAll(async () => {
  server = await RedisServer.start();
  client = server.connect();
});

afterAll(async () => {
  client.disconnect();
  await server[Symbol.asyncDispose]();
});

interface Node {
  readonly limits: SharedLimits;
  readonly node: TimedNode;
}

/** Nodes that know of each other, at the beginning of a window. */
async function startNodes(cluster: TimedCluster, count: number): Promise<Node[]> {
  const { clock } = cluster;
  const nodes: Node[] = [];
  for (let left = count; left > 0; left -= 1) {
    nodes.push(await cluster.addNode(({ buckets }) => ({ limits: new SharedLimits({ buckets, clock }) })));
  }
  await cluster.pass(2_000 - (clock.now() % 1_000));
  return nodes;
}

function take({ limits }: Node, { points = 1, limit = 100, limiter = 'backend_event' } = {}) {
  return limits.take({ appId: 'app', limiter, limit, points });
}

/** Takes one point after another. @returns how many were allowed */
function flood(node: Node, times: number): number {
  return Array.from({ length: times }, () => take(node)?.isAllowed).filter(Boolean).length;
}

test('a node that is alone lets through exactly the limit, even at once, and as much in the next second', async () => {
  await using cluster = new TimedCluster(client);
  const [one] = await startNodes(cluster, 1);
  if (one === undefined) throw new Error('There is no node');
  expect(flood(one, 300)).toBe(100);
  expect(take(one)).toEqual({ isAllowed: false, limit: 100, remaining: 0, resetSeconds: 1 });
  await cluster.pass(1_000);
  expect(flood(one, 300)).toBe(100);
});

test('what one node has taken is missing on the others', async () => {
  await using cluster = new TimedCluster(client);
  const [one, two] = await startNodes(cluster, 2);
  if (one === undefined || two === undefined) throw new Error('There are no nodes');
  for (let step = 0; step < 4; step += 1) {
    expect(flood(one, 10)).toBe(10);
    await cluster.pass(50);
  }
  take(two);
  await cluster.pass(50);
  expect(take(two)).toMatchObject({ isAllowed: true, remaining: 58 });
});

test('whatever three nodes are asked at once, they keep below the limit and their shares', async () => {
  const random = new SeededRandom(1);
  for (let run = 0; run < 20; run += 1) {
    await using cluster = new TimedCluster(client);
    const nodes = await startNodes(cluster, 3);
    let allowed = 0;
    for (let step = 0; step < 15; step += 1) {
      for (const node of nodes) allowed += flood(node, random.between(0, 40));
      await cluster.pass(random.between(1, 60));
    }
    // 100 and three shares of 100 / 6.
    expect(allowed).toBeLessThan(100 + 3 * 17);
    expect(allowed).toBeGreaterThanOrEqual(100);
  }
});

test('a request that is more than a share gets through, one that is more than the limit does not', async () => {
  await using cluster = new TimedCluster(client);
  const [one] = await startNodes(cluster, 3);
  if (one === undefined) throw new Error('There is no node');
  expect(take(one, { points: 101 })).toMatchObject({ isAllowed: false, remaining: 100 });
  expect(take(one, { points: 80 })).toMatchObject({ isAllowed: true, remaining: 20 });
});

test('limits of an app do not share', async () => {
  await using cluster = new TimedCluster(client);
  const [one] = await startNodes(cluster, 1);
  if (one === undefined) throw new Error('There is no node');
  take(one, { points: 100 });
  expect(take(one, { limiter: 'read_request' })).toMatchObject({ isAllowed: true, remaining: 99 });
});

test('while Redis is away nothing is said, and afterwards it is counted again', async () => {
  await using cluster = new TimedCluster(client);
  const [one] = await startNodes(cluster, 2);
  if (one === undefined) throw new Error('There is no node');
  one.node.line.break();
  await cluster.pass(1_500);
  expect(take(one)).toBeUndefined();
  one.node.line.mend();
  await cluster.pass(1_000);
  expect(take(one)).toMatchObject({ isAllowed: true });
});

test('what is stored is forgotten by itself', async () => {
  await using cluster = new TimedCluster(client);
  const [one] = await startNodes(cluster, 1);
  if (one === undefined) throw new Error('There is no node');
  take(one);
  await cluster.pass(100);
  const [name = ''] = (await cluster.keys()).filter((key) => key.includes(':points:'));
  expect(await client.pttl(name)).toBeGreaterThan(0);
});
