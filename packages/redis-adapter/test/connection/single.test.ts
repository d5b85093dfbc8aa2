import { eventually, type SingleRedis, startRedis } from '@shoal/testing';
import type { ConnectionUse } from '../../src/connection/connection-use.js';
import { openConnection } from '../../src/connection/open-connection.js';
import type { RedisConnection } from '../../src/connection/redis-connection.js';
import type { RedisSettings } from '../../src/connection/redis-settings.js';
import { RecordingLog } from './recording-log.js';

jest.setTimeout(30_000);

const uses: readonly ConnectionUse[] = ['bus-publish', 'bus-subscribe', 'store', 'queue'];

function settingsFor({ host, port }: SingleRedis, more: Partial<RedisSettings> = {}): RedisSettings {
  return { keyPrefix: 'shoal:', deployment: { kind: 'single', host, port, db: 0 }, ...more };
}

function open(settings: RedisSettings, use: ConnectionUse = 'store', log = new RecordingLog()) {
  return openConnection(settings, { use, log });
}

function becomes(connection: RedisConnection, state: string): Promise<true> {
  return eventually(() => connection.state === state, { withinMs: 15_000, what: `the state ${state}` });
}

test.each(uses)('%s: reaches Redis, with a name and without a prefix of its own', async (use) => {
  await using redis = await startRedis();
  await using connection = open(settingsFor(redis), use);
  expect(connection.state).toBe('away');
  await connection.ready(5_000);
  expect(connection.state).toBe('ready');
  await connection.client.set('key', 'value');
  expect(await redis.server.command('GET', 'key')).toBe('value');
  expect(await redis.server.command('CLIENT', 'LIST')).toContain(`name=shoal-${use}`);
});

it('reaches Redis by a socket file, and chooses the database', async () => {
  await using redis = await startRedis({ isOnUnixSocket: true });
  const deployment = { kind: 'socket', path: redis.socketPath, db: 3 } as const;
  await using connection = open({ keyPrefix: '', deployment });
  await connection.ready(5_000);
  await connection.client.set('key', 'value');
  expect(await redis.server.command('-n', '3', 'GET', 'key')).toBe('value');
});

it('logs in as a user', async () => {
  await using redis = await startRedis({ users: ['app on >secret ~* &* +@all'], password: 'other' });
  await using connection = open(settingsFor(redis, { username: 'app', password: 'secret' }));
  await connection.ready(5_000);
  expect(await connection.client.call('ACL', 'WHOAMI')).toBe('app');
});

test.each(uses)('%s: a wrong password is told without the password', async (use) => {
  await using redis = await startRedis({ password: 'right' });
  const log = new RecordingLog();
  await using connection = open(settingsFor(redis, { password: 'canary' }), use, log);
  const refusal = await connection.ready(1_000).catch((error: unknown) => error);
  expect(String(refusal)).toMatch(/RedisAwayError: .*WRONGPASS/);
  const refused = use === 'queue' ? undefined : await connection.client.get('a').catch((error) => error);
  expect(log.errors()).toEqual([expect.stringContaining('WRONGPASS')]);
  for (const text of [log.text, String(refusal), JSON.stringify(refusal), String(refused)]) {
    expect(text).not.toContain('canary');
  }
});

test.each(uses)(
  '%s: a Redis that is paused is away with its connection open, and comes back',
  async (use) => {
    await using redis = await startRedis();
    const log = new RecordingLog();
    await using connection = open(settingsFor(redis), use, log);
    await connection.ready(5_000);
    const states: string[] = [];
    connection.onState((state) => states.push(state));
    const id = await connection.client.client('ID');
    redis.server.pause();
    await becomes(connection, 'away');
    redis.server.resume();
    await becomes(connection, 'ready');
    expect(await connection.client.client('ID')).toBe(id);
    expect(states).toEqual(['away', 'ready']);
    expect(log.errors()).toEqual([]);
  },
);

it('a store command fails after a second without an answer', async () => {
  await using redis = await startRedis();
  await using connection = open(settingsFor(redis));
  await connection.ready(5_000);
  redis.server.pause();
  await expect(connection.client.get('a')).rejects.toThrow('timed out');
  redis.server.resume();
});

test.each<ConnectionUse>(['bus-subscribe', 'store'])(
  '%s: a connection that stays silent is given up for a new one',
  async (use) => {
    await using redis = await startRedis();
    const log = new RecordingLog();
    await using connection = open(settingsFor(redis), use, log);
    await connection.ready(5_000);
    const id = await connection.client.client('ID');
    let attempts = 0;
    connection.client.on('connecting', () => {
      attempts += 1;
    });
    redis.server.pause();
    // The system accepts a new connection for the paused server, but nobody speaks on it: it is given up in turn.
    await eventually(() => attempts >= 2, { withinMs: 20_000 });
    expect(log.errors()).toContainEqual(expect.stringMatching(/given up|timed out/));
    redis.server.resume();
    await becomes(connection, 'ready');
    expect(await connection.client.client('ID')).not.toBe(id);
  },
);

test.each<ConnectionUse>(['bus-publish', 'bus-subscribe', 'store'])(
  '%s: what was sent fails with the connection and is not sent again; what comes later is refused at once',
  async (use) => {
    await using redis = await startRedis();
    await using connection = open(settingsFor(redis), use);
    await connection.ready(5_000);
    redis.server.pause();
    const sent = connection.client.incr('counter').catch((error: unknown) => String(error));
    await redis.server.kill();
    expect(await sent).toMatch(/max retries|closed/i);
    await becomes(connection, 'away');
    await expect(connection.client.incr('counter')).rejects.toThrow("isn't writeable");
    await redis.server.restart();
    await becomes(connection, 'ready');
    expect(await connection.client.get('counter')).toBeNull();
  },
);

it('queue: what was sent is sent again, and what comes later waits', async () => {
  await using redis = await startRedis();
  await using connection = open(settingsFor(redis), 'queue');
  await connection.ready(5_000);
  await redis.server.kill();
  await becomes(connection, 'away');
  const waiting = connection.client.incr('counter');
  await redis.server.restart();
  expect(await waiting).toBe(1);
});

it('does not subscribe again by itself', async () => {
  await using redis = await startRedis();
  await using connection = open(settingsFor(redis), 'bus-subscribe');
  await connection.ready(5_000);
  await connection.client.subscribe('channel');
  expect(await redis.server.command('PUBSUB', 'CHANNELS')).toBe('channel');
  await redis.server.kill();
  await becomes(connection, 'away');
  await redis.server.restart();
  await becomes(connection, 'ready');
  await connection.client.ping();
  expect(await redis.server.command('PUBSUB', 'CHANNELS')).toBe('');
});

it('leaves a server that has become a replica, and says so once a reason', async () => {
  await using primary = await startRedis();
  await using redis = await startRedis();
  const log = new RecordingLog();
  await using connection = open(settingsFor(redis), 'store', log);
  await connection.ready(5_000);
  const id = await connection.client.client('ID');
  await redis.server.command('REPLICAOF', primary.host, String(primary.port));
  await expect(connection.client.set('a', '1')).rejects.toThrow('READONLY');
  await redis.server.command('REPLICAOF', 'NO', 'ONE');
  await eventually(async () => (await connection.client.client('ID')) !== id);
});

it('logs an outage once, however often it tries to connect', async () => {
  await using redis = await startRedis();
  const log = new RecordingLog();
  await using connection = open(settingsFor(redis), 'store', log);
  await connection.ready(5_000);
  let attempts = 0;
  connection.client.on('connecting', () => {
    attempts += 1;
  });
  await redis.server.kill();
  await eventually(() => attempts >= 5);
  expect(log.errors().filter((error) => String(error).includes('ECONNREFUSED'))).toHaveLength(1);
});

test.each(['ready', 'paused', 'killed'])('closes when Redis is %s, and stays closed', async (situation) => {
  await using redis = await startRedis();
  const connection = open(settingsFor(redis));
  await connection.ready(5_000);
  if (situation === 'paused') redis.server.pause();
  if (situation === 'killed') {
    await redis.server.kill();
    await becomes(connection, 'away');
  }
  await connection.close();
  await connection.close();
  expect(connection.state).toBe('away');
  await expect(connection.client.get('a')).rejects.toThrow();
  await expect(connection.ready(1_000)).rejects.toThrow('does not answer');
  redis.server.resume();
});
