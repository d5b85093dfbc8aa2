import { type Certificates, certifiedName, eventually, type SingleRedis, startRedis } from '@shoal/testing';
import { openConnection } from '../../src/connection/open-connection.js';
import type { RedisSettings, RedisTls } from '../../src/connection/redis-settings.js';
import { RecordingLog } from './recording-log.js';

jest.setTimeout(30_000);

function filesOf({ certificates }: SingleRedis): Certificates {
  if (certificates === undefined) throw new Error('started without TLS');
  return certificates;
}

function open({ host, port }: SingleRedis, tls: RedisTls | undefined) {
  const deployment = { kind: 'single', host, port, db: 0 } as const;
  const settings: RedisSettings = { keyPrefix: '', deployment, tls };
  return openConnection(settings, { use: 'store', log: new RecordingLog() });
}

it('trusts a private authority that it is given, and no other server', async () => {
  await using redis = await startRedis({ tls: 'server' });
  const { caPath } = filesOf(redis);
  await using trusting = open(redis, { caPath, rejectUnauthorized: true });
  await trusting.ready(5_000);
  await using careful = open(redis, { rejectUnauthorized: true });
  await expect(careful.ready(1_000)).rejects.toThrow(/certificate/);
});

it('looks for the name that it is told', async () => {
  await using redis = await startRedis({ tls: 'server' });
  const { caPath } = filesOf(redis);
  await using right = open(redis, { caPath, serverName: certifiedName, rejectUnauthorized: true });
  await right.ready(5_000);
  await using wrong = open(redis, { caPath, serverName: 'other.test', rejectUnauthorized: true });
  await expect(wrong.ready(1_000)).rejects.toThrow(/other\.test/);
});

it('takes any certificate only when told to', async () => {
  await using redis = await startRedis({ tls: 'server' });
  await using connection = open(redis, { rejectUnauthorized: false });
  await connection.ready(5_000);
});

it('shows its own certificate to a server that asks for one', async () => {
  await using redis = await startRedis({ tls: 'mutual' });
  const { caPath, clientCertPath, clientKeyPath } = filesOf(redis);
  await using known = open(redis, { caPath, clientCertPath, clientKeyPath, rejectUnauthorized: true });
  await known.ready(5_000);
  await using unknown = open(redis, { caPath, rejectUnauthorized: true });
  await expect(unknown.ready(1_000)).rejects.toThrow('does not answer');
});

it('a plain connection to a TLS port does not become ready', async () => {
  await using redis = await startRedis({ tls: 'server' });
  await using connection = open(redis, undefined);
  await expect(connection.ready(1_000)).rejects.toThrow('does not answer');
});

it('is kept through a restart of the server', async () => {
  await using redis = await startRedis({ tls: 'server' });
  await using connection = open(redis, { caPath: filesOf(redis).caPath, rejectUnauthorized: true });
  await connection.ready(5_000);
  await redis.server.kill();
  await eventually(() => connection.state === 'away');
  await redis.server.restart();
  await connection.ready(10_000);
});
