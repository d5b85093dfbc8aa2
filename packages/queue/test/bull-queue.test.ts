import { type SingleRedis, startRedis } from '@shoal/testing';
import { describeJobQueue } from '../src/testing/describe-job-queue.js';
import { BullFixture } from './bull-fixture.js';
import { singleClient } from './redis-clients.js';

let redis: SingleRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis[Symbol.asyncDispose]());

describeJobQueue({ name: 'BullQueue', create: async () => new BullFixture(singleClient(redis)) });
