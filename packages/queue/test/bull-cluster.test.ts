import { type RedisCluster, startRedisCluster } from '@shoal/testing';
import { describeJobQueue } from '../src/testing/describe-job-queue.js';
import { addressOf, createClient } from '../src/testing/redis/redis-clients.js';
import { BullFixture } from './bull-fixture.js';
import { describeOutage } from './describe-outage.js';
import { describeWorkerDeaths } from './describe-worker-deaths.js';

let redis: RedisCluster;

beforeAll(async () => {
  redis = await startRedisCluster({ replicas: 1 });
}, 60_000);

afterAll(() => redis[Symbol.asyncDispose]());

const destination = () => ({ nodes: redis.primaries.map(addressOf) });
const scene = { name: 'a Cluster', destination, client: () => createClient(destination()) };

describeJobQueue({ name: 'BullQueue on a Cluster', create: async () => new BullFixture(scene.client()) });
describeWorkerDeaths(scene);
describeOutage({
  ...scene,
  begin: async () => {
    const slot = Number(await redis.primaries[0]?.command('CLUSTER', 'KEYSLOT', '{queue}'));
    await redis.killPrimary(Math.floor((slot * redis.primaries.length) / 16_384));
  },
  // Its replica takes over by itself.
  end: async () => undefined,
});
