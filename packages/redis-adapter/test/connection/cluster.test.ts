import { eventually, type RedisCluster, startRedisCluster } from '@shoal/testing';
import { Cluster } from 'ioredis';
import type { ConnectionUse } from '../../src/connection/connection-use.js';
import { openConnection } from '../../src/connection/open-connection.js';
import type { RedisSettings } from '../../src/connection/redis-settings.js';
import { RecordingLog } from './recording-log.js';

jest.setTimeout(60_000);

const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'];

function settingsFor(cluster: Pick<RedisCluster, 'primaries'>, more: Partial<RedisSettings> = {}) {
  const nodes = cluster.primaries.map(({ host, port }) => ({ host, port }));
  const settings: RedisSettings = { keyPrefix: '', deployment: { kind: 'cluster', nodes, natMap: {} } };
  return { ...settings, ...more };
}

function open(settings: RedisSettings, use: ConnectionUse = 'store', log = new RecordingLog()) {
  return openConnection(settings, { use, log });
}

it('finds every primary through one node, and writes to each', async () => {
  await using cluster = await startRedisCluster();
  const settings = settingsFor({ primaries: cluster.primaries.slice(0, 1) });
  await using connection = open(settings);
  await connection.ready(5_000);
  await Promise.all(keys.map((key) => connection.client.set(key, key)));
  const sizes = await Promise.all(cluster.primaries.map((primary) => primary.command('DBSIZE')));
  expect(sizes.map(Number).filter((size) => size > 0)).toHaveLength(3);
  expect(connection.awayPrimaries).toEqual([]);
});

it('names the primary that was killed, for as long as nobody took over', async () => {
  await using cluster = await startRedisCluster();
  await using connection = open(settingsFor(cluster));
  await connection.ready(5_000);
  const killed = cluster.primaries[1];
  await killed?.kill();
  await eventually(() => connection.awayPrimaries.length > 0);
  expect(connection.awayPrimaries).toEqual([`127.0.0.1:${killed?.port}`]);
});

it('names the primary that is paused; only when none answers the Cluster is away', async () => {
  await using cluster = await startRedisCluster();
  await using connection = open(settingsFor(cluster));
  await connection.ready(5_000);
  const [first, ...others] = cluster.primaries;
  first?.pause();
  await eventually(() => connection.awayPrimaries.length > 0);
  expect(connection.awayPrimaries).toEqual([`127.0.0.1:${first?.port}`]);
  expect(connection.state).toBe('ready');
  for (const other of others) other.pause();
  await eventually(() => connection.state === 'away', { withinMs: 10_000 });
  for (const primary of cluster.primaries) primary.resume();
  await eventually(() => connection.state === 'ready' && connection.awayPrimaries.length === 0, {
    withinMs: 20_000,
  });
  expect(await eventually(() => connection.client.set('a', '1'), { withinMs: 10_000 })).toBe('OK');
});

it('goes on with the replica of a primary that was killed', async () => {
  await using cluster = await startRedisCluster({ replicas: 1 });
  await using connection = open(settingsFor(cluster));
  await connection.ready(5_000);
  await cluster.killPrimary(0);
  const write = () => Promise.all(keys.map((key) => connection.client.set(key, 'new')));
  await eventually(write, { withinMs: 20_000, everyMs: 100 });
  expect(connection.state).toBe('ready');
});

it('hears sharded channels of every primary', async () => {
  await using cluster = await startRedisCluster();
  await using subscriber = open(settingsFor(cluster), 'bus-subscribe');
  await using publisher = open(settingsFor(cluster), 'bus-publish');
  await Promise.all([subscriber.ready(5_000), publisher.ready(5_000)]);
  const heard: string[] = [];
  subscriber.client.on('smessage', (channel: string) => heard.push(channel));
  for (const key of keys) await subscriber.client.ssubscribe(key);
  for (const key of keys) await eventually(() => publisher.client.spublish(key, 'x'));
  await eventually(() => heard.length === keys.length);
  expect(heard.sort()).toEqual(keys);
});

it('speaks TLS to every node and logs in to each', async () => {
  await using cluster = await startRedisCluster({ tls: 'server', users: ['app on >canary ~* &* +@all'] });
  const tls = { caPath: cluster.certificates?.caPath, rejectUnauthorized: true };
  const settings = settingsFor(cluster, { tls, username: 'app', password: 'canary' });
  await using connection = open(settings);
  await connection.ready(5_000);
  await Promise.all(keys.map((key) => eventually(() => connection.client.set(key, key))));

  const log = new RecordingLog();
  await using refused = open({ ...settings, password: 'wrong-canary' }, 'store', log);
  const refusal = await refused.ready(1_500).catch((error: unknown) => String(error));
  expect(refusal).toContain('WRONGPASS');
  expect(`${log.text} ${refusal}`).not.toContain('canary');
});

it('reaches nodes that give addresses of their own network', async () => {
  await using cluster = await startRedisCluster();
  // What the nodes call themselves is out of reach; the map says where they really are.
  await Promise.all(
    cluster.primaries.map((node) => node.command('CONFIG', 'SET', 'cluster-announce-ip', '192.0.2.1')),
  );
  const natMap = Object.fromEntries(
    cluster.primaries.map(({ host, port }) => [`192.0.2.1:${port}`, { host, port }]),
  );
  const [node] = cluster.primaries;
  const nodes = [{ host: '127.0.0.1', port: node?.port ?? 0 }];
  await using connection = open({ keyPrefix: '', deployment: { kind: 'cluster', nodes, natMap } });
  await connection.ready(10_000);
  expect(await eventually(() => connection.client.set('a', '1'), { withinMs: 10_000 })).toBe('OK');
  expect(connection.client).toBeInstanceOf(Cluster);
});
