import { SharedClock } from '../../src/limits/shared-clock.js';
import { SharedLimits } from '../../src/limits/shared-limits.js';
import { SeededRandom } from '../../src/testing/seeded-random.js';
import { TimedCluster, type TimedNode } from '../nodes/timed-cluster.js';
import { useRedis } from '../nodes/use-redis.js';

const client = useRedis();

interface Node {
  readonly limits: SharedLimits;
  readonly node: TimedNode;
}

/** Three nodes, a moment after the beginning of a window. */
async function startThree(cluster: TimedCluster): Promise<readonly [Node, Node, Node]> {
  const add = (processId: string) =>
    cluster.addNode(({ buckets }) => {
      const { clock } = cluster;
      return {
        limits: new SharedLimits({ buckets, clock, processId, time: new SharedClock({ buckets, clock }) }),
      };
    });
  const nodes = [await add('one'), await add('two'), await add('three')] as const;
  await toNextWindow(cluster);
  return nodes;
}

async function toNextWindow(cluster: TimedCluster): Promise<void> {
  await cluster.pass(1_010 - (cluster.clock.now() % 1_000));
}

function take({ limits }: Node, { points = 1, limit = 100, limiter = 'events' } = {}) {
  return limits.take({ appId: 'app:1', limiter, limit, points });
}

/** Takes one point after another. @returns how many were allowed */
function flood(node: Node, times: number): number {
  return Array.from({ length: times }, () => take(node).isAllowed).filter(Boolean).length;
}

/** What is remembered of windows. */
async function windowsOf(cluster: TimedCluster): Promise<string[]> {
  return (await cluster.keys()).filter((key) => key.includes(':points:'));
}

test('a burst on one of three nodes is let through up to exactly the limit', async () => {
  await using cluster = new TimedCluster(client());
  const [one] = await startThree(cluster);
  expect(flood(one, 100)).toBe(100);
  expect(take(one)).toEqual({ isAllowed: false, limit: 100, remaining: 0, resetSeconds: 1 });
  await cluster.pass(900);
  expect(take(one)).toMatchObject({ isAllowed: false });
  await toNextWindow(cluster);
  expect(flood(one, 300)).toBe(100);
});

test('what one node has let through is missing on the others, each limit for itself', async () => {
  await using cluster = new TimedCluster(client());
  const [one, two] = await startThree(cluster);
  expect(flood(one, 60)).toBe(60);
  await cluster.pass(50);
  take(two);
  await cluster.pass(50);
  expect(take(two)).toMatchObject({ isAllowed: true, remaining: 38 });
  expect(take(two, { limiter: 'reads' })).toMatchObject({ isAllowed: true, remaining: 99 });
});

test('load over three nodes exceeds the limit by no more than two of them let through in 50 ms', async () => {
  const random = new SeededRandom(1);
  for (let run = 0; run < 10; run += 1) {
    await using cluster = new TimedCluster(client());
    const nodes = await startThree(cluster);
    let allowed = 0;
    let most = 0;
    // What is let through in one step is settled when the next one begins.
    for (let step = 0; step < 18; step += 1) {
      const bySide = nodes.map((node) => flood(node, random.between(0, 15)));
      allowed += bySide.reduce((sum, points) => sum + points, 0);
      most = Math.max(most, ...bySide);
      await cluster.pass(50);
    }
    expect(allowed).toBeGreaterThanOrEqual(100);
    expect(allowed).toBeLessThanOrEqual(100 + 2 * most);
  }
});

test('while Redis is away each node has the limit for itself, and afterwards they have it together again', async () => {
  await using cluster = new TimedCluster(client());
  const nodes = await startThree(cluster);
  for (const { node } of nodes) node.line.break();
  await cluster.pass(1_500);
  await toNextWindow(cluster);
  for (const node of nodes) expect(flood(node, 300)).toBe(100);
  for (const { node } of nodes) node.line.mend();
  await cluster.pass(1_000);
  await toNextWindow(cluster);
  expect(flood(nodes[0], 300)).toBe(100);
  await cluster.pass(50);
  for (const node of nodes) take(node);
  await cluster.pass(50);
  expect(nodes.map((node) => take(node).isAllowed)).toEqual([false, false, false]);
});

test('a node that has to register anew is not counted twice', async () => {
  await using cluster = new TimedCluster(client());
  const [one, two] = await startThree(cluster);
  take(one, { points: 40 });
  await cluster.pass(50);
  // The server takes the nodes for others, and knows what they have said.
  cluster.failOver();
  take(one, { points: 10 });
  await cluster.pass(100);
  take(two);
  await cluster.pass(50);
  expect(take(two)).toMatchObject({ isAllowed: true, remaining: 48 });
});

test('what is remembered of a window is forgotten by itself', async () => {
  await using cluster = new TimedCluster(client());
  const [one] = await startThree(cluster);
  take(one);
  await cluster.pass(50);
  const [name = ''] = await windowsOf(cluster);
  expect(await client().pttl(name)).toBeGreaterThan(0);
});
