import { type SingleRedis, startRedis } from '@shoal/testing';
import { Redis } from 'ioredis';

/** One Redis and one client of it for all tests of a file; ask for the client in a test. */
export function useRedis(): () => Redis {
  let running: { readonly redis: SingleRedis; readonly client: Redis } | undefined;
  beforeAll(async () => {
    const redis = await startRedis({ isOnUnixSocket: true });
    running = { redis, client: new Redis(redis.socketPath) };
  });
  afterAll(async () => {
    running?.client.disconnect();
    await running?.redis[Symbol.asyncDispose]();
  });
  return () => {
    if (running === undefined) throw new Error('Redis runs only while the tests do: ask for it in a test');
    return running.client;
  };
}
