import { setTimeout as pause } from 'node:timers/promises';
import { eventually, RawClient, ServerCluster } from '@shoal/testing';
import { RedisMonitor } from './redis-monitor.js';

jest.setTimeout(90_000);

const buckets = 128;
/** Seconds between two of each script's calls in a bucket: look for what is due, renew, compare, count. */
const periods = [1, 3, 3, 5];
/** Milliseconds after which lists that were read in the first seconds of an epoch have been read once more. */
const gathering = 13_000;
/** Signs of life: four of each of three connections, and one more of each of the two of the bus. */
const pingsPerSecond = 14;

/** Calls of each script by one node that fit into so many seconds, the most frequent first; one may come late. */
const most = (seconds: number) => periods.map((period) => buckets * (Math.ceil(seconds / period) + 1));

it('a node at rest renews its leases, compares and counts, and does nothing else', async () => {
  await using cluster = await ServerCluster.start({ nodes: 2 });
  const clients = await Promise.all(
    [0, 1, 0, 1].map((index) => RawClient.connect({ server: cluster.node(index) })),
  );
  for (const [index, client] of clients.entries()) {
    for (const channel of ['rest', 'private-rest']) await client.subscribe(channel);
    await client.subscribe('presence-rest', { member: { user_id: `user-${index}` } });
  }
  const subscribedAt = performance.now();
  using monitor = await RedisMonitor.start(cluster.redis);
  // What the subscriptions brought about comes to an end, and each script has been sent whole once.
  const isOver = async () => {
    const isGathered = performance.now() - subscribedAt > gathering;
    const seen = await monitor.take();
    const scripts = new Set(seen.filter(({ name }) => name === 'evalsha').map(({ args: [sha] }) => sha));
    const isBusy = seen.some(({ name, args }) => name === 'eval' || args.some((arg) => arg.includes('rest')));
    return isGathered && scripts.size === periods.length && !isBusy;
  };
  await eventually(isOver, { everyMs: 5_500, withinMs: 40_000 });
  const startedAt = performance.now();
  await pause(6_000);
  const seen = await monitor.take();
  const seconds = (performance.now() - startedAt) / 1_000;

  expect([...new Set(seen.map(({ name }) => name))].sort()).toEqual(['evalsha', 'ping']);
  const scripts = seen.filter(({ name }) => name === 'evalsha');
  expect(new Set(scripts.map(({ args: [sha] }) => sha)).size).toBe(periods.length);
  expect(new Set(scripts.map(({ from }) => from)).size).toBe(cluster.nodes.length);
  for (const node of new Set(scripts.map(({ from }) => from))) {
    const calls = new Map<string | undefined, number>();
    for (const { args } of scripts.filter(({ from }) => from === node)) {
      calls.set(args[0], (calls.get(args[0]) ?? 0) + 1);
    }
    for (const [index, count] of [...calls.values()].sort((a, b) => b - a).entries()) {
      expect(count).toBeLessThanOrEqual(most(seconds)[index] ?? 0);
    }
  }
  expect(seen.length - scripts.length).toBeLessThanOrEqual(
    cluster.nodes.length * pingsPerSecond * Math.ceil(seconds + 1),
  );
  // None of them mentions a channel: the cost does not grow with what is subscribed to.
  expect(seen.filter(({ args }) => args.some((arg) => arg.includes('rest')))).toEqual([]);
  await Promise.all(clients.map((client) => client.close()));
});
