import { QueueFullError } from '../queue-errors.js';
import { describeJobQueue } from '../testing/describe-job-queue.js';
import { FakeClock } from '../testing/fake-clock.js';
import { RecordingHandler, type Task } from '../testing/gated-handler.js';
import { fakePassage } from '../testing/passage.js';
import { RecordingObserver } from '../testing/recording-observer.js';
import { MemoryQueue, type MemoryQueueOptions } from './memory-queue.js';

function setup(options: Partial<MemoryQueueOptions> = {}) {
  const clock = new FakeClock();
  const observer = new RecordingObserver();
  const queue = new MemoryQueue<Task>({ name: 'test', observer, clock, ...options });
  const passage = fakePassage(clock);
  return { clock, observer, queue, passage, [Symbol.asyncDispose]: () => queue.close() };
}

describeJobQueue({ name: 'MemoryQueue', create: async () => setup() });

const task = (id: string) => ({ id, data: { step: 1 } });

test('holds so many jobs and takes all of an add or none', async () => {
  await using fixture = setup({ maxJobs: 3 });
  const { queue } = fixture;
  await queue.add([task('a-1'), task('a-2')]);
  await expect(queue.add([task('a-3'), task('a-4')])).rejects.toThrow(QueueFullError);
  expect((await queue.depth()).waiting).toBe(2);
  await queue.add([task('a-1'), task('a-2'), task('a-3')]);
  expect((await queue.depth()).waiting).toBe(3);
});

test('holds so many bytes, and has room again when jobs are done', async () => {
  await using fixture = setup({ maxBytes: 100 });
  const { queue, clock } = fixture;
  const handler = new RecordingHandler();
  for (let count = 0; count < 10; count += 1) await queue.add([task(`a-${count}`)]);
  await expect(queue.add([task('b-1')])).rejects.toThrow(/10 jobs of 100 bytes/);
  queue.process(handler.handle, { concurrency: 1 });
  await clock.advance(0);
  await queue.add([task('b-1')]);
  await clock.advance(0);
  expect(handler.ids).toHaveLength(11);
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
