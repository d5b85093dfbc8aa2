import { eventually, freePorts, startRedis, within } from '@shoal/testing';
import { Queue, Worker } from 'bullmq';
import { QueueAwayError, UnreadableDataError } from '../src/queue-errors.js';
import { GatedHandler, RecordingHandler } from '../src/testing/gated-handler.js';
import { addressOf, createClient } from '../src/testing/redis/redis-clients.js';
import { BullFixture } from './bull-fixture.js';
import { describeOutage } from './describe-outage.js';

let redis: Awaited<ReturnType<typeof startRedis>>;

beforeAll(async () => {
  redis = await startRedis({ config: { appendonly: 'yes', appendfsync: 'always' } });
});

afterAll(() => redis[Symbol.asyncDispose]());

const one = { concurrency: 1 };
const client = () => createClient(addressOf(redis));
const task = (id: string, step = 1) => ({ id, data: { step } });

test('a worker closes in time while Redis is away, and its job runs elsewhere later', async () => {
  await using fixture = new BullFixture(client());
  const { queue, passage } = fixture;
  const handler = new GatedHandler();
  const worker = queue.process(handler.handle, one);
  await queue.add([task('a-1')]);
  await passage.until(() => expect(handler.runs).toHaveLength(1));
  await redis.server.kill();
  try {
    await within(15_000, worker.close(100), 'the worker has not closed');
    expect(handler.run(0).isStillOurs()).toBe(false);
  } finally {
    await redis.server.restart();
  }
  const next = new RecordingHandler();
  queue.process(next.handle, one);
  await eventually(() => expect(next.ids).toEqual(['a-1']), { withinMs: 40_000 });
}, 60_000);

describeOutage({
  name: 'one Redis',
  client,
  begin: () => redis.server.kill(),
  end: () => redis.server.restart(),
});

test('jobs that wait, are delayed or run outlive a Redis that keeps its data', async () => {
  await using fixture = new BullFixture(client());
  const { queue, passage } = fixture;
  const handler = new GatedHandler();
  await queue.add([task('runs'), task('waits'), { ...task('late'), delay: 1_000 }]);
  queue.process(handler.handle, one);
  await passage.until(() => expect(handler.runs).toHaveLength(1));
  await redis.server.kill();
  handler.run(0).end({ kind: 'again', delay: 0, data: { step: 2 } });
  await redis.server.restart();
  await passage.until(() => {
    for (const { end } of handler.runs) end();
    expect(new Set(handler.runs.map(({ job }) => `${job.id} ${job.data.step}`))).toEqual(
      new Set(['runs 1', 'waits 1', 'late 1', 'runs 2']),
    );
  });
  await passage.until(async () =>
    expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0, oldestAge: 0 }),
  );
});

test('a Redis that says nothing is away too, and what was asked is done once', async () => {
  await using fixture = new BullFixture(client(), { patience: 300 });
  const { queue, observer, passage } = fixture;
  const handler = new RecordingHandler();
  await queue.add([task('first')]);
  redis.server.pause();
  try {
    await expect(queue.add([task('a-1')])).rejects.toThrow(QueueAwayError);
    await expect(queue.add([task('a-1')])).rejects.toThrow(QueueAwayError);
  } finally {
    redis.server.resume();
  }
  await passage.until(() => queue.add([task('a-1'), task('last')]));
  queue.process(handler.handle, one);
  await passage.until(() => expect(handler.ids).toContain('last'));
  expect(handler.ids).toEqual(['first', 'a-1', 'last']);
  expect(observer.reachabilities).toEqual([true, false, true]);
});

test('a Redis that was never there lets nobody wait for ever', async () => {
  const [port = 0] = await freePorts(1);
  const fixture = new BullFixture(createClient({ host: '127.0.0.1', port }), { patience: 200 });
  const worker = fixture.queue.process(new RecordingHandler().handle, one);
  await expect(fixture.queue.add([task('a-1')])).rejects.toThrow(/no connection to Redis/);
  const start = performance.now();
  await expect(fixture.queue.add([task('a-1')])).rejects.toThrow(QueueAwayError);
  expect(performance.now() - start).toBeLessThan(150);
  expect(fixture.observer.reachabilities).toEqual([false]);
  expect(fixture.observer.failures).toEqual([]);
  await within(15_000, worker.close(100), 'the worker has not closed');
  await within(15_000, fixture[Symbol.asyncDispose](), 'the queue has not closed');
});

test('what another release has added waits for that release, and others pass it', async () => {
  await using fixture = new BullFixture(client());
  const { queue, observer, passage, connection, prefix } = fixture;
  const other = new Queue('test', { connection, prefix });
  await other.add('job', { stride: 'unknown' }, { jobId: 'strange' });
  const handler = new RecordingHandler();
  queue.process(handler.handle, one);
  await queue.add([task('a-1')]);
  await passage.until(() => expect(handler.ids).toEqual(['a-1']));
  expect(observer.failures).toEqual([expect.any(UnreadableDataError)]);
  expect(await queue.depth()).toMatchObject({ waiting: 0, delayed: 1 });
  expect((await other.getJob('strange'))?.data).toEqual({ stride: 'unknown' });
  await other.close();
});

test('a job that needs what another release has stored waits, and has not failed', async () => {
  await using fixture = new BullFixture(client());
  const { queue, observer, passage, connection, prefix } = fixture;
  const stored = new Queue('test', { connection, prefix });
  const handler = new GatedHandler();
  queue.process(handler.handle, one);
  await queue.add([task('a-1')]);
  await passage.until(() => expect(handler.runs).toHaveLength(1));
  handler.run(0).fail(new UnreadableDataError('a publish of another release'));
  await passage.until(async () => expect(await queue.depth()).toMatchObject({ active: 0, delayed: 1 }));
  expect(await stored.getJob('a-1')).toMatchObject({ attemptsMade: 0, delay: 5_000 });
  expect(observer.failures).toEqual([expect.any(UnreadableDataError)]);
  await stored.close();
});

test('what is stored is what was asked to be stored of it, when it comes again too', async () => {
  const encode = ({ step }: { readonly step: number }) => ({ format: 7, step });
  await using fixture = new BullFixture(client(), { encode });
  const { queue, passage, connection, prefix } = fixture;
  const stored = new Queue('test', { connection, prefix });
  await queue.add([task('a-1')]);
  expect((await stored.getJob('a-1'))?.data).toEqual({ format: 7, step: 1 });
  const handler = new GatedHandler();
  queue.process(handler.handle, one);
  await passage.until(() => expect(handler.runs).toHaveLength(1));
  handler.run(0).end({ kind: 'again', delay: 60_000, data: { step: 2 } });
  await passage.until(async () => expect(await queue.depth()).toMatchObject({ delayed: 1 }));
  expect((await stored.getJob('a-1'))?.data).toEqual({ format: 7, step: 2 });
  await stored.close();
});

test('what BullMQ has given up runs all the same', async () => {
  await using fixture = new BullFixture(client());
  const { queue, passage, connection, prefix } = fixture;
  const failing = new Worker('test', () => Promise.reject(new Error('a defect')), { connection, prefix });
  const failed = new Promise((resolve) => failing.once('failed', resolve));
  await queue.add([task('a-1', 5)]);
  await failed;
  await failing.close();
  expect(await queue.depth()).toMatchObject({ waiting: 0, delayed: 1 });
  const handler = new RecordingHandler();
  queue.process(handler.handle, one);
  await passage.until(() => expect(handler.jobs).toMatchObject([{ id: 'a-1', data: { step: 5 } }]));
});
