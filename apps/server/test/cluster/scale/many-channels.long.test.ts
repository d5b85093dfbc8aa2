import { type RedisProcess, startRedis, startRedisCluster, startSentinel } from '@shoal/testing';
import { Hall } from './hall.js';

jest.setTimeout(900_000);

/** Milliseconds for which the event loop may look at nothing else while a node listens again. */
const longestStall = 50;

/**
 * Outages, of which one has to pass. What the code does in one turn takes its time in each of them; a collection of
 * garbage that a busy machine drags out does not come each time.
 */
const attempts = 3;

async function staysResponsive(survive: () => Promise<number>): Promise<void> {
  const stalls: number[] = [];
  while (stalls.length < attempts && !stalls.some((stall) => stall < longestStall)) {
    stalls.push(await survive());
  }
  report('stalls', stalls);
  expect(Math.min(...stalls)).toBeLessThan(longestStall);
}

function report(what: string, milliseconds: readonly number[]): void {
  const { currentTestName } = expect.getState();
  process.stdout.write(`${currentTestName}: ${what} ${milliseconds.map(Math.round).join(', ')} ms\n`);
}

function addresses(servers: readonly RedisProcess[]): string {
  return servers.map(({ host, port }) => `${host}:${port}`).join(',');
}

it('a single Redis is killed and comes back: no turn is long, and all channels hear again', async () => {
  await using redis = await startRedis();
  const { server } = redis;
  const url = `redis://${redis.host}:${redis.port}`;
  await using hall = await Hall.open({ ADAPTER_DRIVER: 'redis', REDIS_URL: url });
  await staysResponsive(() =>
    hall.survive(
      () => server.kill(),
      () => server.restart(),
    ),
  );
  await hall.hears();
});

it('Sentinels replace a primary that is killed: no turn is long, and all channels hear again', async () => {
  await using redis = await startSentinel();
  const env = { ADAPTER_DRIVER: 'redis', DATABASE_REDIS_SENTINELS: addresses(redis.sentinels) };
  await using hall = await Hall.open(env);
  await staysResponsive(async () => {
    const killed = await redis.primary();
    let promoted: Promise<unknown> | undefined;
    const stall = await hall.survive(
      async () => {
        promoted = redis.killPrimary();
      },
      async () => await promoted,
    );
    // As a replica, so that there is one for the next attempt.
    await killed.restart();
    return stall;
  });
  await hall.hears();
});

it('a primary of a Cluster is killed and comes back: all channels hear again', async () => {
  await using redis = await startRedisCluster({ primaries: 3 });
  const [primary] = redis.primaries;
  const env = { ADAPTER_DRIVER: 'redis-cluster', DATABASE_REDIS_CLUSTER_NODES: addresses(redis.primaries) };
  await using hall = await Hall.open(env);
  // ioredis subscribes again by itself there, slot by slot: how long that takes is not ours to say.
  const stall = await hall.survive(
    async () => primary?.kill(),
    async () => primary?.restart(),
  );
  report('longest stall', [stall]);
  await hall.hears();
});
