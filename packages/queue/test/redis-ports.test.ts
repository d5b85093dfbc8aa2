import { randomUUID } from 'node:crypto';
import { type RedisCluster, type SingleRedis, startRedis, startRedisCluster } from '@shoal/testing';
import type { Cluster, Redis } from 'ioredis';
import { RedisDeadLetters } from '../src/redis/redis-dead-letters.js';
import { RedisLanes } from '../src/redis/redis-lanes.js';
import { describeDeadLetters } from '../src/testing/describe-dead-letters.js';
import { describeOrderedLanes } from '../src/testing/describe-ordered-lanes.js';
import { decodeTask } from '../src/testing/gated-handler.js';
import { decodeParcel } from '../src/testing/lane-model.js';
import { addressOf, createClient } from '../src/testing/redis/redis-clients.js';

let redis: SingleRedis;
let cluster: RedisCluster;
let client: Redis | Cluster;
let clusterClient: Redis | Cluster;

beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
  client = createClient(addressOf(redis));
  clusterClient = createClient({ nodes: cluster.primaries.map(addressOf) });
}, 60_000);

afterAll(async () => {
  client.disconnect();
  clusterClient.disconnect();
  await redis[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

describe.each([
  ['one Redis', () => client],
  ['a Cluster', () => clusterClient],
])('on %s', (place, connectionOf) => {
  describeOrderedLanes({
    name: `RedisLanes on ${place}`,
    runs: 30,
    create: async (bounds) => {
      const shared = { connection: connectionOf(), keyPrefix: `test-${randomUUID()}:` };
      const kept = { maxItems: 1_000, maxSources: 1_000, ...bounds };
      const lanes = new RedisLanes({ ...shared, ...kept, decode: decodeParcel });
      return { lanes, [Symbol.asyncDispose]: async () => lanes.close() };
    },
  });

  describeDeadLetters({
    name: `RedisDeadLetters on ${place}`,
    create: async (maxPerGroup = 1_000) => {
      const shared = { connection: connectionOf(), keyPrefix: `test-${randomUUID()}:` };
      const letters = new RedisDeadLetters({ ...shared, decode: decodeTask, maxPerGroup });
      return { letters, [Symbol.asyncDispose]: async () => letters.close() };
    },
  });
});
