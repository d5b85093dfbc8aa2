import { type SingleRedis, startRedis } from '@shoal/testing';
import { describeJobQueue } from '../src/testing/describe-job-queue.js';
import { GatedHandler } from '../src/testing/gated-handler.js';
import { addressOf, createClient } from '../src/testing/redis/redis-clients.js';
import { BullFixture } from './bull-fixture.js';
import { describeWorkerDeaths } from './describe-worker-deaths.js';

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

test('a worker that closes leaves what waits to others', async () => {
  await using fixture = new BullFixture(scene.client());
  const { queue, passage } = fixture;
  const handler = new GatedHandler();
  const worker = queue.process(handler.handle, { concurrency: 1 });
  await queue.add(['a-1', 'a-2'].map((id) => ({ id, data: { step: 0 } })));
  await passage.until(() => expect(handler.runs).toHaveLength(1));
  const closed = worker.close(60_000);
  handler.run(0).end();
  await closed;
  expect(await queue.depth()).toMatchObject({ waiting: 1, active: 0 });
  expect(handler.runs).toHaveLength(1);
});
