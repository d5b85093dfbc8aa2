import { z } from 'zod';
import { ADDRESSES_ALLOWED, redisAddress } from '../redis/redis-address.js';
import { ignored, section, setting } from '../setting/setting.js';
import { KEY_PREFIX_ALLOWED, keyPrefix, text, wholeNumberFrom } from '../setting/values.js';

/** Where each part keeps its state: in this process' memory, or in Redis (`database.redis`). */

const CLUSTER_MODE = "Turns the driver `redis` into `redis-cluster` (soketi's way to say it).";

function clusterMode(env: string) {
  return setting(z.boolean().default(false), { description: CLUSTER_MODE, env: [env] });
}

const NO_REQUESTS = 'no node asks another one and waits';

export const adapterSection = section(
  z
    .strictObject({
      driver: setting(z.enum(['local', 'redis', 'redis-cluster']).default('local'), {
        description: 'What carries messages and state between nodes. `local` is a single node.',
        env: ['ADAPTER_DRIVER', 'SOKETI_ADAPTER_DRIVER'],
      }),
      pubsub: setting(z.enum(['auto', 'sharded', 'classic']).default('auto'), {
        description:
          'How messages travel through Redis. `sharded` needs Redis 7; with `classic` every node hears everything. `auto` takes the first where it can.',
        env: ['ADAPTER_PUBSUB'],
      }),
      redis: section(
        z
          .strictObject({
            prefix: setting(keyPrefix().optional(), {
              description: 'Follows `database.redis.key_prefix` in every key and channel.',
              allowed: KEY_PREFIX_ALLOWED,
              env: ['ADAPTER_REDIS_PREFIX', 'SOKETI_ADAPTER_REDIS_PREFIX'],
            }),
            clusterMode: clusterMode('SOKETI_ADAPTER_REDIS_CLUSTER_MODE'),
            requestsTimeout: ignored(z.number(), NO_REQUESTS),
          })
          .prefault({}),
        { description: 'The driver `redis`.' },
      ),
      cluster: section(
        z
          .strictObject({
            nodes: setting(z.array(redisAddress(6379)).default([]), {
              description: 'Another place for `database.redis.cluster.nodes`, which comes first.',
              allowed: ADDRESSES_ALLOWED,
            }),
            prefix: setting(keyPrefix().optional(), {
              description: 'The same as `adapter.redis.prefix`, for the driver `redis-cluster`.',
              allowed: KEY_PREFIX_ALLOWED,
            }),
            requestTimeoutMs: ignored(z.number(), NO_REQUESTS),
            useConnectionManager: ignored(z.boolean(), 'connections always return by themselves'),
            useShardedPubsub: ignored(z.boolean(), '`adapter.pubsub` decides'),
          })
          .prefault({}),
        { description: 'The driver `redis-cluster`.' },
      ),
    })
    .prefault({}),
  { description: 'The connection to other nodes.' },
);

export const cacheSection = section(
  z
    .strictObject({
      driver: setting(z.enum(['memory', 'redis', 'redis-cluster']).default('memory'), {
        description: 'Where the last event of cache channels is kept.',
        defaultText: "`memory`; the adapter's when that is in Redis",
        env: ['CACHE_DRIVER', 'SOKETI_CACHE_DRIVER'],
      }),
      redis: section(
        z
          .strictObject({
            clusterMode: clusterMode('SOKETI_CACHE_REDIS_CLUSTER_MODE'),
            prefix: ignored(
              text(),
              'what is cached lies with its channel, under `database.redis.key_prefix`',
            ),
          })
          .prefault({}),
        { description: 'The driver `redis`.' },
      ),
    })
    .prefault({}),
  { description: 'The cache of cache channels.' },
);

/** The same settings stand beside each of the two drivers in Sockudo's files. */
function queueInRedis(env: { readonly prefix: string }) {
  return {
    concurrency: setting(wholeNumberFrom(1).optional(), {
      description: 'Older place of `queue.concurrency`.',
    }),
    prefix: setting(keyPrefix().optional(), {
      description: 'Follows `database.redis.key_prefix` in the keys of the queue.',
      allowed: KEY_PREFIX_ALLOWED,
      defaultText: '`queue:`',
      env: [env.prefix],
    }),
  };
}

const NO_ANSWER_AWAITED = 'jobs that cannot be added are kept and added again';

export const queueSection = section(
  z
    .strictObject({
      driver: setting(
        z
          .enum(['memory', 'sync', 'redis', 'redis-cluster'])
          .transform((driver) => (driver === 'sync' ? 'memory' : driver))
          .default('memory'),
        {
          description:
            "Where jobs wait for a worker: in the server, which then works them off itself, or in Redis for the workers of webhooks and pushes. `sync` is soketi's word for `memory`.",
          env: ['QUEUE_DRIVER', 'SOKETI_QUEUE_DRIVER'],
        },
      ),
      concurrency: setting(wholeNumberFrom(1).optional(), {
        description: 'Jobs that one worker runs at once.',
        defaultText: '`200`',
        env: [
          'QUEUE_CONCURRENCY',
          'QUEUE_REDIS_CONCURRENCY',
          'REDIS_CLUSTER_QUEUE_CONCURRENCY',
          'SOKETI_QUEUE_REDIS_CONCURRENCY',
        ],
      }),
      redis: section(
        z
          .strictObject({
            ...queueInRedis({ prefix: 'QUEUE_REDIS_PREFIX' }),
            clusterMode: clusterMode('SOKETI_QUEUE_REDIS_CLUSTER_MODE'),
            responseTimeoutMs: ignored(z.number(), NO_ANSWER_AWAITED),
          })
          .prefault({}),
        { description: 'The driver `redis`.' },
      ),
      redisCluster: section(
        z
          .strictObject({
            ...queueInRedis({ prefix: 'REDIS_CLUSTER_QUEUE_PREFIX' }),
            requestTimeoutMs: ignored(z.number(), NO_ANSWER_AWAITED),
          })
          .prefault({}),
        { description: 'The driver `redis-cluster`.' },
      ),
    })
    .prefault({}),
  { description: 'The job queue.' },
);
