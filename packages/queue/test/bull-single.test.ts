import { type SingleRedis, startRedis } from '@shoal/testing';
import { describeJobQueue } from '../src/testing/describe-job-queue.js';
import { BullFixture } from './bull-fixture.js';
import { describeWorkerDeaths } from './describe-worker-deaths.js';
import { addressOf, createClient } from './redis-clients.js';

let redis: SingleRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis[Symbol.asyncDispose]());

const scene = {
  name: 'one Redis',
  destination: () => addressOf(redis),
  client: () => createClient(addressOf(redis)),
};

describeJobQueue({ name: 'BullQueue on one Redis', create: async () => new BullFixture(scene.client()) });
describeWorkerDeaths(scene);
