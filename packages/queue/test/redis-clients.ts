import type { RedisCluster, SentinelRedis } from '@shoal/testing';
import { Cluster, Redis } from 'ioredis';

const common = { maxRetriesPerRequest: null, replyMapping: 'legacy' } as const;
const retryStrategy = () => 50;

/** Clients as BullMQ wants them. They connect for ever, and their errors are nobody's. */
export function singleClient({ host, port }: { readonly host: string; readonly port: number }): Redis {
  return quiet(new Redis({ ...common, host, port, retryStrategy }));
}

export function sentinelClient({ sentinels, masterName }: SentinelRedis): Redis {
  const addresses = sentinels.map(({ host, port }) => ({ host, port }));
  return quiet(
    new Redis({
      ...common,
      sentinels: addresses,
      name: masterName,
      retryStrategy,
      sentinelRetryStrategy: retryStrategy,
    }),
  );
}

export function clusterClient({ primaries }: RedisCluster): Cluster {
  const nodes = primaries.map(({ host, port }) => ({ host, port }));
  return quiet(new Cluster(nodes, { clusterRetryStrategy: retryStrategy, redisOptions: common }));
}

function quiet<Client extends Redis | Cluster>(client: Client): Client {
  client.on('error', () => undefined);
  return client;
}
