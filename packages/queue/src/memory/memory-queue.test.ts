import type { Job } from '../job-queue.js';
import { QueueFullError } from '../queue-errors.js';
import { describeJobQueue } from '../testing/describe-job-queue.js';
import { FakeClock } from '../testing/fake-clock.js';
import { GatedHandler, RecordingHandler, type Task } from '../testing/gated-handler.js';
import { fakePassage } from '../testing/passage.js';
import { RecordingObserver } from '../testing/recording-observer.js';
import { type DropCause, MemoryQueue, type MemoryQueueOptions } from './memory-queue.js';

function setup(options: Partial<MemoryQueueOptions<Task>> = {}) {
  const clock = new FakeClock();
  const observer = new RecordingObserver();
  const queue = new MemoryQueue<Task>({ name: 'test', observer, clock, ...options });
  const passage = fakePassage(clock);
  return { clock, observer, queue, passage, [Symbol.asyncDispose]: () => queue.close() };
}

describeJobQueue({ name: 'MemoryQueue', create: async () => setup() });

const task = (id: string) => ({ id, data: { step: 1 } });

test('takes all of an add or none when what runs cannot make room', async () => {
  await using fixture = setup({ maxJobs: 3 });
  const { queue, passage } = fixture;
  const handler = new GatedHandler();
  queue.process(handler.handle, { concurrency: 2 });
  await queue.add([task('a-1'), task('a-2')]);
  await passage.until(() => expect(handler.runs).toHaveLength(2));
  await expect(queue.add([task('a-3'), task('a-4')])).rejects.toThrow(QueueFullError);
  expect((await queue.depth()).waiting).toBe(0);
  await queue.add([task('a-1'), task('a-2'), task('a-3')]);
  expect(await queue.depth()).toMatchObject({ active: 2, waiting: 1 });
});

test('holds so many bytes, and has room again when jobs are done', async () => {
  await using fixture = setup({ maxBytes: 100 });
  const { queue, clock } = fixture;
  const handler = new GatedHandler();
  queue.process(handler.handle, { concurrency: 10 });
  for (let count = 0; count < 10; count += 1) await queue.add([task(`a-${count}`)]);
  await clock.advance(0);
  await expect(queue.add([task('b-1')])).rejects.toThrow(/10 jobs of 100 bytes/);
  handler.run(0).end();
  await clock.advance(0);
  await queue.add([task('b-1')]);
  await clock.advance(0);
  expect(handler.run(10).job.id).toBe('b-1');
});

describe('when it is full', () => {
  const groupOf = ({ step }: Task) => `endpoint-${step}`;
  const of = (step: number, id: string, delay = 0) => ({ id, data: { step }, delay });

  function full(options: Partial<MemoryQueueOptions<Task>>) {
    const dropped: [string, DropCause][] = [];
    const tell = ({ id }: Job<Task>, cause: DropCause): void => void dropped.push([id, cause]);
    return { ...setup({ groupOf, dropped: tell, ...options }), dropped };
  }

  test('whoever has most makes room for everybody, the oldest first, waiting or delayed', async () => {
    await using fixture = full({ maxJobs: 5 });
    const { queue, clock, dropped } = fixture;
    await queue.add([of(1, 'dead-1', 60_000), of(2, 'other-1'), of(1, 'dead-2'), of(1, 'dead-3', 5)]);
    await queue.add([of(2, 'other-2'), of(3, 'third-1')]);
    expect(dropped).toEqual([['dead-1', 'full']]);
    await queue.add([of(1, 'dead-4')]);
    expect(dropped.slice(1)).toEqual([['dead-2', 'full']]);
    expect(clock.timers).toBe(1);
    const handler = new RecordingHandler();
    queue.process(handler.handle, { concurrency: 1 });
    await clock.advance(100);
    expect(handler.ids).toEqual(['other-1', 'other-2', 'third-1', 'dead-4', 'dead-3']);
  });

  test('what is too much decides who has most: bytes, when it is bytes', async () => {
    await using fixture = full({ maxBytes: 50 });
    const { queue, dropped } = fixture;
    await queue.add([of(1, 'small-1'), of(1, 'small-2'), of(123_456_789_012, 'large-1')]);
    await queue.add([of(1, 'small-3')]);
    expect(dropped).toEqual([['large-1', 'full']]);
  });

  test('who runs stays, and who came back from a run is as old as it was', async () => {
    await using fixture = full({ maxJobs: 3 });
    const { queue, clock, dropped } = fixture;
    const handler = new GatedHandler();
    queue.process(handler.handle, { concurrency: 2 });
    await queue.add([of(1, 'a-1'), of(1, 'a-2'), of(1, 'a-3')]);
    await clock.advance(0);
    await queue.add([of(2, 'b-1')]);
    expect(dropped).toEqual([['a-3', 'full']]);
    handler.run(0).end({ kind: 'again', delay: 60_000, data: { step: 1 } });
    await clock.advance(0);
    await queue.add([of(3, 'c-1')]);
    expect(dropped.slice(1)).toEqual([['a-1', 'full']]);
  });

  test('who had to go may be added again', async () => {
    await using fixture = full({ maxJobs: 1 });
    const { queue, clock } = fixture;
    const handler = new RecordingHandler();
    for (const id of ['a-1', 'a-2', 'a-1']) await queue.add([of(1, id)]);
    queue.process(handler.handle, { concurrency: 1 });
    await clock.advance(0);
    expect(handler.ids).toEqual(['a-1']);
  });
});

test('a worker that closes goes on with what waits, for as long as it may; what remains is told', async () => {
  const dropped: [string, DropCause][] = [];
  await using fixture = setup({ dropped: ({ id }, cause) => dropped.push([id, cause]) });
  const { queue, clock } = fixture;
  const handler = new GatedHandler();
  const worker = queue.process(handler.handle, { concurrency: 1 });
  await queue.add(['a-1', 'a-2', 'a-3', 'a-4'].map(task));
  await queue.add([{ ...task('late'), delay: 60_000 }]);
  const closed = worker.close(1_000);
  for (const index of [0, 1]) {
    await clock.advance(100);
    handler.run(index).end();
  }
  await clock.advance(1_000);
  await closed;
  expect(handler.runs).toHaveLength(3);
  expect(dropped).toEqual([]);
  await queue.close();
  expect(dropped.map(([id]) => id).sort()).toEqual(['a-3', 'a-4', 'late']);
  expect(new Set(dropped.map(([, cause]) => cause))).toEqual(new Set(['closed']));
});

test('a worker that closes ends when only delayed jobs are left', async () => {
  await using fixture = setup();
  const { queue, clock } = fixture;
  const handler = new RecordingHandler();
  const worker = queue.process(handler.handle, { concurrency: 1 });
  await queue.add([task('a-1'), task('a-2'), { ...task('late'), delay: 500 }]);
  const closed = worker.close(1_000);
  await clock.advance(0);
  await closed;
  expect(handler.ids).toEqual(['a-1', 'a-2']);
  await clock.advance(10_000);
  expect(handler.ids).toEqual(['a-1', 'a-2']);
});

test('knows an id for ten minutes', async () => {
  await using fixture = setup();
  const { queue, clock } = fixture;
  const handler = new RecordingHandler();
  queue.process(handler.handle, { concurrency: 1 });
  await queue.add([task('a-1')]);
  await clock.advance(599_999);
  await queue.add([task('a-1')]);
  await clock.advance(0);
  expect(handler.ids).toEqual(['a-1']);
  await clock.advance(1);
  await queue.add([task('a-1')]);
  await clock.advance(0);
  expect(handler.ids).toEqual(['a-1', 'a-1']);
});

test('a handler that goes on throwing is asked ever more rarely, for ever', async () => {
  await using fixture = setup();
  const { queue, clock, observer } = fixture;
  const at: number[] = [];
  queue.process(
    async () => {
      at.push(clock.now());
      throw new Error('a defect');
    },
    { concurrency: 1 },
  );
  await queue.add([task('a-1')]);
  await clock.advance(600_000);
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  for (const [index, pause] of pauses.entries()) {
    const full = Math.min(60_000, 1_000 * 2 ** index);
    expect(pause).toBeGreaterThanOrEqual(full / 2);
    expect(pause).toBeLessThanOrEqual(full);
  }
  expect(pauses.length).toBeGreaterThan(12);
  expect(observer.failures).toHaveLength(at.length);
});

test('leaves no timer behind', async () => {
  await using fixture = setup();
  const { queue, clock } = fixture;
  await queue.add([{ ...task('a-1'), delay: 1_000 }]);
  expect(clock.timers).toBe(1);
  await queue.close();
  expect(clock.timers).toBe(0);
});
