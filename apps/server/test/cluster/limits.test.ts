import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, eventually, type HttpResponse, ServerCluster } from '@shoal/testing';

jest.setTimeout(90_000);

function publish(api: ApiClient) {
  return api.post('/events', { body: { name: 'news', channel: 'limited', data: '{}' } });
}

/** Publishes so often at once on each of the nodes. @returns how many were answered 200; the others were refused */
async function countAllowed(cluster: ServerCluster, times: number): Promise<number> {
  const clients = cluster.nodes.map((node) => new ApiClient(node));
  const answers = await Promise.all(Array.from({ length: times }, () => clients.map(publish)).flat());
  for (const api of clients) api[Symbol.dispose]();
  const allowed = answers.filter(({ status }) => status === 200).length;
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(answers.length - allowed);
  return allowed;
}

/** The second in which it is, and how much of it is over (ms): Redis, by whose clock nodes count, runs here too. */
function time(): { second: number; ms: number } {
  const now = Date.now();
  return { second: Math.floor(now / 1_000), ms: now % 1_000 };
}

/** Repeats what is to be seen until it falls, from beginning to end, into the middle of one window. */
async function withinOneWindow<T>(see: () => Promise<T>): Promise<T> {
  for (;;) {
    await pause((1_200 - time().ms) % 1_000);
    const before = time();
    const seen = await see();
    const after = time();
    if (before.second === after.second && before.ms >= 100 && after.ms <= 900) return seen;
  }
}

/** What a node is asked now and then, up to the first answer that refuses. */
async function untilRefused(api: ApiClient): Promise<HttpResponse[]> {
  const answers: HttpResponse[] = [];
  const isRefused = async () => answers.push(await publish(api)) > 0 && answers.at(-1)?.status !== 200;
  await eventually(isRefused, { everyMs: 25, what: 'a refusal' });
  return answers;
}

it('an app has its events a second over all nodes: what one has let through is refused by the others', async () => {
  const limit = 20;
  await using cluster = await ServerCluster.start({
    env: { SOCKUDO_DEFAULT_APP_MAX_BACKEND_EVENTS_PER_SECOND: String(limit) },
  });
  using first = new ApiClient(cluster.node(0));
  using second = new ApiClient(cluster.node(1));
  using third = new ApiClient(cluster.node(2));
  const seen = await withinOneWindow(async () => ({
    burst: await Promise.all(Array.from({ length: limit + 5 }, () => publish(first))),
    others: await Promise.all([untilRefused(second), untilRefused(third)]),
  }));
  expect(seen.burst.filter(({ status }) => status === 200)).toHaveLength(limit);
  const refused = seen.burst.filter(({ status }) => status !== 200);
  const headers = {
    'x-ratelimit-limit': String(limit),
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1',
    'retry-after': '1',
  };
  for (const answer of [...refused, ...seen.others.map((answers) => answers.at(-1))]) {
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited' }, headers });
  }
  // By itself each would have let through the whole limit.
  for (const answers of seen.others) expect(answers.length).toBeLessThan(limit);
});

it('an address has its requests over all nodes, and on each one while Redis is away', async () => {
  await using cluster = await ServerCluster.start({
    env: { RATE_LIMITER_ENABLED: 'true', RATE_LIMITER_API_MAX_REQUESTS: '50' },
  });
  expect(await countAllowed(cluster, 60)).toBe(50);
  cluster.redis.server.pause();
  expect(await countAllowed(cluster, 60)).toBe(150);
});

it('with the driver memory each node counts for itself', async () => {
  await using cluster = await ServerCluster.start({
    nodes: 2,
    env: {
      RATE_LIMITER_DRIVER: 'memory',
      RATE_LIMITER_ENABLED: 'true',
      RATE_LIMITER_API_MAX_REQUESTS: '50',
    },
  });
  expect(await countAllowed(cluster, 60)).toBe(100);
});
