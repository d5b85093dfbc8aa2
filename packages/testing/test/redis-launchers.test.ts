import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { eventually } from '../src/eventually.js';
import { startRedis } from '../src/redis/start-redis.js';
import { startRedisCluster } from '../src/redis/start-redis-cluster.js';
import { startSentinel } from '../src/redis/start-sentinel.js';

jest.setTimeout(60_000);

describe('a single Redis', () => {
  it('listens on a port and on a socket file, keeps nothing on disk, and leaves nothing behind', async () => {
    const redis = await startRedis({ isOnUnixSocket: true, config: { maxmemory: '64mb' } });
    const { server, socketPath } = redis;
    expect(await server.command('SET', 'a', '1')).toBe('OK');
    expect(await server.command('CONFIG', 'GET', 'maxmemory')).toContain(String(64 * 1024 * 1024));
    const socket = connect(socketPath);
    await once(socket, 'connect');
    socket.destroy();
    await redis[Symbol.asyncDispose]();
    expect(existsSync(dirname(socketPath))).toBe(false);
    await expect(server.command('PING')).rejects.toThrow();
  });

  it('is empty after a restart, on the same port', async () => {
    await using redis = await startRedis();
    const { port } = redis;
    await redis.server.command('SET', 'a', '1');
    await redis.server.restart();
    expect(redis.port).toBe(port);
    expect(await redis.server.command('DBSIZE')).toBe('0');
  });

  it('answers nothing while it is paused, and goes on afterwards', async () => {
    await using redis = await startRedis();
    await using other = await startRedis();
    redis.server.pause();
    const received: string[] = [];
    const socket = connect(redis.port, redis.host).on('data', (data) => received.push(String(data)));
    await once(socket, 'connect');
    socket.write('PING\r\n');
    // One that is not paused has answered long since.
    for (let round = 0; round < 3; round += 1) await other.server.command('PING');
    expect(received).toEqual([]);
    redis.server.resume();
    await eventually(() => received.length > 0, { what: 'the answer' });
    expect(received).toEqual(['+PONG\r\n']);
    socket.destroy();
  });

  it('has users with the rights that they are given', async () => {
    await using redis = await startRedis({ users: ['app on >secret ~a:* +get'] });
    const asApp = (...args: string[]) => redis.server.command('--user', 'app', '--pass', 'secret', ...args);
    expect(await asApp('GET', 'a:1')).toBe('');
    await expect(asApp('SET', 'a:1', '1')).rejects.toThrow('NOPERM');
  });

  it('speaks TLS only, and asks for a certificate when it is to', async () => {
    await using redis = await startRedis({ tls: 'mutual' });
    expect(await redis.server.command('PING')).toBe('PONG');
    const received: Buffer[] = [];
    const plain = connect(redis.port, redis.host)
      .on('data', (data) => received.push(data))
      .on('error', () => plain.destroy());
    plain.write('PING\r\n');
    await new Promise((resolve) => plain.once('close', resolve));
    expect(String(Buffer.concat(received))).not.toContain('PONG');
  });
});

describe('Redis with Sentinels', () => {
  it('changes its primary on demand, and when the primary is killed', async () => {
    await using redis = await startSentinel();
    const first = await redis.primary();
    const second = await redis.failover();
    expect(second).not.toBe(first);
    const third = await redis.killPrimary();
    expect(third).not.toBe(second);
    expect(await third.command('SET', 'a', '1')).toBe('OK');
  });
});

describe('a Redis Cluster', () => {
  it('shares the slots, and a replica takes over from a killed primary', async () => {
    await using cluster = await startRedisCluster({ replicas: 1 });
    const [first, second] = cluster.primaries;
    expect(await first?.command('CLUSTER', 'INFO')).toContain('cluster_slots_assigned:16384');
    await cluster.killPrimary(0);
    await eventually(async () => (await second?.command('CLUSTER', 'INFO'))?.includes('cluster_state:ok'), {
      withinMs: 20_000,
    });
    await eventually(
      async () => {
        const roles = await Promise.all(cluster.replicas.map((replica) => replica.command('ROLE')));
        return roles.filter((role) => role.startsWith('master')).length === 1;
      },
      { withinMs: 20_000, what: 'a promoted replica' },
    );
  });
});
