import { randomUUID } from 'node:crypto';
import { RedisLink } from '@shoal/queue/redis';
import { addressOf, createClient } from '@shoal/queue/testing/redis';
import { type RedisCluster, type SingleRedis, startRedis, startRedisCluster } from '@shoal/testing';

type Client = ReturnType<typeof createClient>;

/** A Redis of either kind, with a client that tests share. Use it with `await using`. */
export interface RedisPlace extends AsyncDisposable {
  readonly client: Client;
}

/** It keeps what it has answered. */
export async function startSingle(): Promise<RedisPlace & { readonly redis: SingleRedis }> {
  const redis = await startRedis({ config: { appendonly: 'yes', appendfsync: 'always' } });
  return { redis, ...place(createClient(addressOf(redis)), redis) };
}

export async function startCluster(): Promise<RedisPlace & { readonly redis: RedisCluster }> {
  const redis = await startRedisCluster();
  return { redis, ...place(createClient({ nodes: redis.primaries.map(addressOf) }), redis) };
}

function place(client: Client, redis: AsyncDisposable): RedisPlace {
  return {
    client,
    async [Symbol.asyncDispose]() {
      client.disconnect();
      await redis[Symbol.asyncDispose]();
    },
  };
}

/** What one store of a test needs: keys that no other test uses. */
export interface StoreScope extends AsyncDisposable {
  readonly link: RedisLink;
  readonly prefix: string;
}

/** @param patience milliseconds before a Redis without an answer is away */
export function openScope(connection: Client, patience = 5_000): StoreScope {
  const link = new RedisLink({ connection, patience });
  return {
    ...{ link, prefix: `test-${randomUUID()}:` },
    [Symbol.asyncDispose]: async () => link.close(),
  };
}
