import { eventually, type SentinelRedis, type StartSentinelOptions, startSentinel } from '@shoal/testing';
import { openConnection } from '../../src/connection/open-connection.js';
import type { RedisConnection } from '../../src/connection/redis-connection.js';
import type { RedisSettings, RedisTls } from '../../src/connection/redis-settings.js';
import { RecordingLog } from './recording-log.js';

jest.setTimeout(60_000);

function settingsFor(redis: SentinelRedis, options: StartSentinelOptions = {}): RedisSettings {
  const files = redis.certificates;
  const tls: RedisTls | undefined = files && {
    caPath: files.caPath,
    clientCertPath: files.clientCertPath,
    clientKeyPath: files.clientKeyPath,
    rejectUnauthorized: true,
  };
  const sentinels = redis.sentinels.map(({ host, port }) => ({ host, port }));
  return {
    keyPrefix: '',
    password: options.password,
    tls,
    deployment: {
      kind: 'sentinel',
      sentinels,
      masterName: redis.masterName,
      db: 0,
      password: options.sentinelPassword,
      tls,
    },
  };
}

async function portOfServer({ client }: RedisConnection): Promise<number> {
  return Number(/tcp_port:(\d+)/.exec(await client.info('server'))?.[1]);
}

it('follows the primary through a failover, and through its death', async () => {
  await using redis = await startSentinel();
  await using connection = openConnection(settingsFor(redis), { use: 'store', log: new RecordingLog() });
  await connection.ready(5_000);
  expect(await portOfServer(connection)).toBe((await redis.primary()).port);

  for (const change of ['failover', 'killPrimary'] as const) {
    const { port } = await redis[change]();
    // A Sentinel cuts its clients' connections once more when it has told the new primary what it is.
    const isFollowing = async () =>
      (await portOfServer(connection)) === port && (await connection.client.set('key', change)) === 'OK';
    await eventually(isFollowing, { withinMs: 15_000 });
  }
});

it('leaves a primary that is paused, once another has been promoted', async () => {
  await using redis = await startSentinel();
  await using connection = openConnection(settingsFor(redis), {
    use: 'bus-publish',
    log: new RecordingLog(),
  });
  await connection.ready(5_000);
  const before = await redis.primary();
  before.pause();
  await eventually(() => connection.state === 'away', { withinMs: 5_000 });
  await eventually(
    async () => connection.state === 'ready' && (await portOfServer(connection)) !== before.port,
    {
      withinMs: 30_000,
      everyMs: 100,
    },
  );
});

it('logs in to Redis and to the Sentinels, over TLS with a certificate of its own', async () => {
  const options = { tls: 'mutual', password: 'redis-canary', sentinelPassword: 'watch-canary' } as const;
  await using redis = await startSentinel(options);
  const settings = settingsFor(redis, options);
  await using connection = openConnection(settings, { use: 'store', log: new RecordingLog() });
  await connection.ready(5_000);

  const { deployment } = settings;
  if (deployment.kind !== 'sentinel') throw new Error('not of Sentinels');
  const log = new RecordingLog();
  const wrong = { ...settings, deployment: { ...deployment, password: 'wrong-canary' } };
  await using refused = openConnection(wrong, { use: 'store', log });
  const refusal = await refused.ready(1_500).catch((error: unknown) => String(error));
  expect(refusal).toMatch(/sentinels are unreachable.*WRONGPASS/i);
  expect(`${log.text} ${refusal}`).not.toContain('canary');
});
