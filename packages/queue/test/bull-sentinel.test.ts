import { type SentinelRedis, startSentinel } from '@shoal/testing';
import { describeJobQueue } from '../src/testing/describe-job-queue.js';
import { addressOf, createClient } from '../src/testing/redis/redis-clients.js';
import { BullFixture } from './bull-fixture.js';
import { describeOutage } from './describe-outage.js';
import { describeWorkerDeaths } from './describe-worker-deaths.js';

let redis: SentinelRedis;

beforeAll(async () => {
  redis = await startSentinel({ replicas: 1 });
}, 60_000);

afterAll(() => redis[Symbol.asyncDispose]());

const destination = () => ({ sentinels: redis.sentinels.map(addressOf), masterName: redis.masterName });
const scene = { name: 'Sentinel', destination, client: () => createClient(destination()) };

describeJobQueue({ name: 'BullQueue on Sentinel', create: async () => new BullFixture(scene.client()) });
describeWorkerDeaths(scene);
describeOutage({
  ...scene,
  begin: async () => {
    const primary = await redis.primary();
    await primary.kill();
  },
  // The Sentinels promote the replica by themselves.
  end: async () => undefined,
});
