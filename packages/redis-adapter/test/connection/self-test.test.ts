import { startRedis, startRedisCluster, startSentinel } from '@shoal/testing';
import type { RedisAddress, RedisSettings } from '../../src/connection/redis-settings.js';
import type { Finding } from '../../src/connection/self-test/finding.js';
import { selfTest } from '../../src/connection/self-test/self-test.js';

jest.setTimeout(60_000);

function single({ host, port }: RedisAddress, more: Partial<RedisSettings> = {}): RedisSettings {
  return { keyPrefix: 'shoal:', deployment: { kind: 'single', host, port, db: 0 }, ...more };
}

function clusterOf(nodes: readonly RedisAddress[], more: Partial<RedisSettings> = {}): RedisSettings {
  const addresses = nodes.map(({ host, port }) => ({ host, port }));
  return { keyPrefix: 'shoal:', deployment: { kind: 'cluster', nodes: addresses, natMap: {} }, ...more };
}

function short(findings: readonly Finding[]): string[] {
  return findings.map(({ code, severity }) => `${severity} ${code}`);
}

it('finds nothing wrong with a plain Redis 7, and leaves only the number of buckets behind', async () => {
  await using redis = await startRedis();
  expect(await selfTest(single(redis))).toEqual({
    findings: [],
    pubsub: 'sharded',
    version: expect.stringMatching(/^\d+\.\d+/),
  });
  expect(await redis.server.command('KEYS', '*')).toBe('shoal:buckets');
  expect(await redis.server.command('PUBSUB', 'SHARDCHANNELS')).toBe('');
});

it('finds nothing wrong with classic pub/sub either', async () => {
  await using redis = await startRedis();
  expect(await selfTest(single(redis), { pubsub: 'classic' })).toMatchObject({
    findings: [],
    pubsub: 'classic',
  });
});

it('says why Redis cannot be reached, without the password', async () => {
  await using redis = await startRedis({ password: 'right' });
  const settings = single(redis, { username: 'app', password: 'canary' });
  const { findings, version } = await selfTest(settings, { withinMs: 1_000 });
  expect(findings).toMatchObject([{ code: 'unreachable', severity: 'fatal' }]);
  expect(findings[0]?.message).toContain('WRONGPASS');
  expect(JSON.stringify(findings)).not.toContain('canary');
  expect(version).toBeUndefined();
});

it('names an eviction policy, and output buffers that are too small', async () => {
  const config = {
    maxmemory: '100mb',
    'maxmemory-policy': 'allkeys-lru',
    'client-output-buffer-limit': 'pubsub 1mb 512kb 60',
  };
  await using redis = await startRedis({ config });
  const { findings } = await selfTest(single(redis));
  expect(short(findings)).toEqual(['fatal eviction', 'warning output-buffer']);
  expect(findings[0]?.server).toBe(`127.0.0.1:${redis.port}`);
});

it('names a replica', async () => {
  await using primary = await startRedis();
  await using redis = await startRedis({ config: { replicaof: `${primary.host} ${primary.port}` } });
  expect(short((await selfTest(single(redis))).findings)).toEqual(['fatal read-only']);
});

it('names another number of buckets under the same prefix, and none under another', async () => {
  await using redis = await startRedis();
  await selfTest(single(redis), { buckets: 64 });
  const { findings } = await selfTest(single(redis));
  expect(short(findings)).toEqual(['fatal bucket-count']);
  expect(findings[0]?.message).toContain('1:64');
  expect((await selfTest(single(redis, { keyPrefix: 'other:' }))).findings).toEqual([]);
});

describe('a user', () => {
  const all = '+@all';
  const names = '~shoal:* &shoal:*';

  test.each<[rights: string, pubsub: 'sharded' | 'classic', findings: string[], words: string]>([
    [`${names} ${all}`, 'sharded', [], ''],
    [`${names} ${all}`, 'classic', [], ''],
    [
      `${names} -@all +@read +@write +@scripting +@pubsub +@connection +info +time +config|get`,
      'sharded',
      [],
      '',
    ],
    [`${names} ${all} -info`, 'sharded', ['fatal refused-command'], 'INFO'],
    [`${names} ${all} -time`, 'sharded', ['fatal refused-command'], 'TIME inside scripts'],
    [`${names} ${all} -zadd -hset`, 'sharded', ['fatal refused-command'], 'HSET, ZADD inside scripts'],
    [`${names} ${all} -eval`, 'sharded', ['fatal refused-command'], 'EVAL:'],
    [`${names} ${all} -evalsha`, 'sharded', ['fatal refused-command'], 'EVALSHA'],
    [`${names} ${all} -script`, 'sharded', ['fatal refused-command'], 'SCRIPT|LOAD'],
    [`${names} ${all} -ssubscribe`, 'sharded', ['fatal refused-command'], 'SSUBSCRIBE'],
    [`${names} ${all} -spublish`, 'sharded', ['fatal refused-command'], 'SPUBLISH'],
    [`${names} ${all} -ssubscribe -spublish`, 'classic', [], ''],
    [
      `${names} ${all} -psubscribe -publish`,
      'classic',
      ['fatal refused-command', 'fatal refused-command'],
      '',
    ],
    [`${names} ${all} -config`, 'sharded', ['warning config-unreadable'], 'CONFIG'],
    [
      `~other:* &shoal:* ${all}`,
      'sharded',
      ['fatal refused-command', 'fatal refused-command'],
      'keys used as arguments',
    ],
    [
      `~shoal:* &other:* ${all}`,
      'sharded',
      ['fatal refused-command', 'fatal refused-command'],
      'channels used as arguments',
    ],
  ])('with %s (%s): %j %s', async (...[rights, pubsub, expected, words]) => {
    await using redis = await startRedis({ users: [`app on >canary ${rights}`] });
    const settings = single(redis, { username: 'app', password: 'canary' });
    const { findings } = await selfTest(settings, { pubsub });
    expect(short(findings)).toEqual(expected);
    expect(findings.map(({ message }) => message).join()).toContain(words);
    expect(JSON.stringify(findings)).not.toContain('canary');
  });

  it('is told what to allow', async () => {
    await using redis = await startRedis({ users: [`app on >secret ${names} ${all} -time`] });
    const { findings } = await selfTest(single(redis, { username: 'app', password: 'secret' }));
    expect(findings[0]?.remedy).toContain('ACL SETUSER app +time ~shoal:* &shoal:*');
  });
});

describe('a Redis Cluster', () => {
  it('of three nodes is fine, and is found out behind the settings of a single Redis', async () => {
    await using cluster = await startRedisCluster();
    const [first] = cluster.primaries;
    if (first === undefined) throw new Error('an empty Cluster');
    expect(await selfTest(clusterOf(cluster.primaries))).toMatchObject({ findings: [], pubsub: 'sharded' });
    expect(short((await selfTest(single(first))).findings)).toEqual(['fatal cluster-mode']);
  });

  it('is judged on every primary', async () => {
    await using cluster = await startRedisCluster({ users: [`app on >secret ~shoal:* &shoal:* +@all`] });
    const [, second] = cluster.primaries;
    await second?.command('ACL', 'SETUSER', 'app', '-spublish', '-time');
    const settings = clusterOf(cluster.primaries, { username: 'app', password: 'secret' });
    const { findings } = await selfTest(settings);
    expect(findings.map(({ message }) => message.split(':')[0])).toEqual([
      'Redis refuses TIME inside scripts',
      'Redis refuses SPUBLISH',
    ]);
  });

  it('that lacks slots is named', async () => {
    await using cluster = await startRedisCluster();
    const [first] = cluster.primaries;
    await first?.command('CLUSTER', 'DELSLOTSRANGE', '0', '100');
    const { findings } = await selfTest(clusterOf(cluster.primaries.slice(0, 1)));
    expect(short(findings)).toEqual(['fatal cluster-incomplete']);
  });

  it('is missed where its settings lead to a single Redis', async () => {
    await using redis = await startRedis();
    expect(short((await selfTest(clusterOf([redis]))).findings)).toEqual(['fatal cluster-mode']);
  });

  it('is asked through the next node when the first is gone', async () => {
    await using cluster = await startRedisCluster();
    const nodes = [{ host: '127.0.0.1', port: 1 }, ...cluster.primaries];
    expect((await selfTest(clusterOf(nodes), { withinMs: 2_000 })).findings).toEqual([]);
  });
});

it('finds nothing wrong with a primary that the Sentinels name', async () => {
  await using redis = await startSentinel({ replicas: 1 });
  const sentinels = redis.sentinels.map(({ host, port }) => ({ host, port }));
  const deployment = { kind: 'sentinel', sentinels, masterName: redis.masterName, db: 0 } as const;
  expect((await selfTest({ keyPrefix: 'shoal:', deployment })).findings).toEqual([]);
});

it('can be run over TLS', async () => {
  await using redis = await startRedis({ tls: 'mutual' });
  const { caPath, clientCertPath, clientKeyPath } = redis.certificates ?? {};
  const tls = { caPath, clientCertPath, clientKeyPath, rejectUnauthorized: true };
  expect((await selfTest(single(redis, { tls }))).findings).toEqual([]);
});
