import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';

/** A redis-server of one's own, without a port and without persistence. For tests. */
export class RedisServer implements AsyncDisposable {
  readonly path: string;
  private readonly folder: string;
  private readonly process: ChildProcess;

  private constructor(folder: string, path: string) {
    this.folder = folder;
    this.path = path;
    const settings = ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no'];
    this.process = spawn('redis-server', [...settings, '--dir', folder], { stdio: 'ignore' });
  }

  /** Resolves when it answers. Rejects when there is no redis-server to start. */
  static async start(): Promise<RedisServer> {
    const folder = await mkdtemp(join(tmpdir(), 'redis-'));
    const server = new RedisServer(folder, join(folder, 'redis.sock'));
    await once(server.process, 'spawn');
    const client = server.connect();
    await client.ping();
    client.disconnect();
    return server;
  }

  connect(): Redis {
    const client = new Redis(this.path, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    // While the server starts every attempt fails; the next one is made by ioredis.
    client.on('error', () => {});
    return client;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const isOver = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await isOver;
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One server and one client of it for all tests of a file; ask for the client in a test. */
export function useRedis(): () => Redis {
  let running: { readonly server: RedisServer; readonly client: Redis } | undefined;
  beforeAll(async () => {
    const server = await RedisServer.start();
    running = { server, client: server.connect() };
  });
  afterAll(async () => {
    running?.client.disconnect();
    await running?.server[Symbol.asyncDispose]();
  });
  return () => {
    if (running === undefined) throw new Error('Redis runs only while the tests do: ask for it in a test');
    return running.client;
  };
}
