import { ApiClient, eventually } from '@shoal/testing';
import { ServerCluster } from './server-cluster.js';

jest.setTimeout(60_000);

/** Sends to all nodes in turn, at once. @returns how many were answered 200; the others were answered 429 */
async function countAllowed(cluster: ServerCluster, send: (api: ApiClient) => Promise<{ status: number }>) {
  const clients = cluster.nodes.map((node) => new ApiClient(node));
  const answers = await Promise.all(Array.from({ length: 60 }, () => clients.map((api) => send(api))).flat());
  for (const api of clients) api[Symbol.dispose]();
  const allowed = answers.filter(({ status }) => status === 200).length;
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(answers.length - allowed);
  return allowed;
}

/** By the clock by which the nodes count. */
async function redisTime({ redis }: ServerCluster): Promise<{ second: number; ms: number }> {
  const [second = 0, microseconds = 0] = (await redis.server.command('TIME')).split('\n').map(Number);
  return { second, ms: microseconds / 1000 };
}

it('an app has its events a second over all nodes, but for the shares that they have not settled', async () => {
  await using cluster = await ServerCluster.start({
    env: { SOCKUDO_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SECOND: '100' },
  });
  const publish = (api: ApiClient) =>
    api.post('/events', { body: { name: 'news', channel: 'limited', data: '{}' } });
  await countAllowed(cluster, publish);
  const allowed = await eventually(
    async () => {
      await eventually(async () => (await redisTime(cluster)).ms < 100, { everyMs: 5 });
      const before = await redisTime(cluster);
      const count = await countAllowed(cluster, publish);
      const after = await redisTime(cluster);
      // Only what was asked within one window is a measurement.
      return before.second === after.second && after.ms < 950 && count;
    },
    { withinMs: 30_000 },
  );
  expect(allowed).toBeLessThan(100 + 3 * 17);
  expect(allowed).toBeGreaterThanOrEqual(3 * 17);
});

it('an address has its requests over all nodes, and on each one while Redis is away', async () => {
  await using cluster = await ServerCluster.start({
    env: { RATE_LIMITER_ENABLED: 'true', RATE_LIMITER_API_MAX_REQUESTS: '50' },
  });
  const publish = (api: ApiClient) =>
    api.post('/events', { body: { name: 'news', channel: 'limited', data: '{}' } });
  expect(await countAllowed(cluster, publish)).toBe(50);
  cluster.redis.server.pause();
  expect(await countAllowed(cluster, publish)).toBe(150);
});
