import { type RedisProcess, ServerCluster, startRedisCluster, startSentinel } from '@shoal/testing';
import { room } from './resident.js';
import { Residents } from './residents.js';

jest.setTimeout(180_000);

/** A failover of these installations takes up to ten seconds, and a busy machine its share. */
const failover = 40_000;

function addresses(servers: readonly RedisProcess[]): string {
  return servers.map(({ host, port }) => `${host}:${port}`).join(',');
}

/** Loses a primary under residents, and expects that all agree afterwards and nobody was told of a change. */
async function survives(
  cluster: ServerCluster<AsyncDisposable>,
  lose: () => Promise<unknown>,
): Promise<void> {
  const { nodes } = cluster;
  await using residents = await Residents.on(nodes);
  await residents.publish('before');
  await residents.agree();
  residents.forgetChanges();
  const isLost = lose();
  await residents.publish('meanwhile');
  await isLost;
  const newcomer = await residents.enter(0, 'newcomer');
  await residents.agree(failover);
  await residents.publish('after');
  await residents.agree();
  const told = residents.all.filter((resident) => resident !== newcomer).map(({ changes }) => changes);
  expect(told).toEqual(nodes.map(() => ['+newcomer']));
}

it('a primary that Sentinels replace is missed for a moment only', async () => {
  const redis = await startSentinel();
  const env = { ADAPTER_DRIVER: 'redis', DATABASE_REDIS_SENTINELS: addresses(redis.sentinels) };
  await using cluster = await ServerCluster.startOn(redis, { env });
  await survives(cluster, () => redis.killPrimary());
});

it('a primary of a Cluster whose replica takes over is missed for a moment only', async () => {
  const redis = await startRedisCluster({ primaries: 3, replicas: 1 });
  const env = { ADAPTER_DRIVER: 'redis-cluster', DATABASE_REDIS_CLUSTER_NODES: addresses(redis.primaries) };
  await using cluster = await ServerCluster.startOn(redis, { env });
  await survives(cluster, async () => {
    const keys = await Promise.all(redis.primaries.map((primary) => primary.command('KEYS', `*${room}*`)));
    await redis.killPrimary(keys.findIndex((found) => found !== ''));
  });
});
