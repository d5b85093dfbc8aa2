import type { JobQueue, JobResult } from '../job-queue.js';
import { QueueAwayError } from '../queue-errors.js';
import { GatedHandler, RecordingHandler, type Task } from './gated-handler.js';
import type { Passage } from './passage.js';
import type { RecordingObserver } from './recording-observer.js';

/** An implementation of JobQueue that is held to the port's promises. */
export interface JobQueueSubject {
  readonly name: string;
  /** A fresh, empty queue. */
  create(): Promise<JobQueueFixture>;
}

export interface JobQueueFixture extends AsyncDisposable {
  readonly queue: JobQueue<Task>;
  readonly observer: RecordingObserver;
  readonly passage: Passage;
}

const one = { concurrency: 1 };
const task = (id: string, delay?: number) => ({
  id,
  data: { step: 0 },
  ...(delay === undefined ? {} : { delay }),
});

/** Declares what every JobQueue promises. */
export function describeJobQueue(subject: JobQueueSubject): void {
  describe(`${subject.name} as a JobQueue`, () => {
    test('runs jobs in the order in which they were added, with their data', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new RecordingHandler();
      await queue.add([
        { id: 'a-1', data: { step: 1 } },
        { id: 'a-2', data: { step: 2 } },
      ]);
      await queue.add([{ id: 'a-3', data: { step: 3 } }]);
      queue.process(handler.handle, one);
      await passage.until(() => expect(handler.ids).toEqual(['a-1', 'a-2', 'a-3']));
      expect(handler.jobs.map(({ data }) => data.step)).toEqual([1, 2, 3]);
      await queue.add([task('a-4')]);
      await passage.until(() => expect(handler.ids).toContain('a-4'));
      await passage.until(async () => expect(await queue.depth()).toMatchObject({ active: 0, waiting: 0 }));
      expect(fixture.observer.processings).toHaveLength(4);
      expect(fixture.observer.failures).toEqual([]);
    });

    test('runs an id once, however often and whenever it is added', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new RecordingHandler();
      await queue.add([task('a-1'), task('a-1')]);
      await queue.add([task('a-1')]);
      expect((await queue.depth()).waiting).toBe(1);
      queue.process(handler.handle, one);
      await passage.until(() => expect(handler.ids).toEqual(['a-1']));
      await passage.until(async () => expect((await queue.depth()).active).toBe(0));
      await queue.add([task('a-1'), task('last')]);
      await passage.until(() => expect(handler.ids).toContain('last'));
      expect(handler.ids).toEqual(['a-1', 'last']);
    });

    test('refuses ids that cannot be kept', async () => {
      await using fixture = await subject.create();
      for (const id of ['', 'a:b', '12', '-1']) {
        await expect(fixture.queue.add([task('good'), task(id)])).rejects.toThrow(TypeError);
      }
      expect((await fixture.queue.depth()).waiting).toBe(0);
    });

    test('runs as many at once as it may, and no more', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new GatedHandler();
      await queue.add(['a-1', 'a-2', 'a-3', 'a-4'].map((id) => task(id)));
      queue.process(handler.handle, { concurrency: 3 });
      await passage.until(() => expect(handler.runs).toHaveLength(3));
      expect(await queue.depth()).toMatchObject({ waiting: 1, active: 3, delayed: 0 });
      handler.run(1).end();
      await passage.until(() => expect(handler.run(3).job.id).toBe('a-4'));
      for (const run of handler.runs) run.end();
      await passage.until(async () => expect((await queue.depth()).active).toBe(0));
    });

    test('a delayed job waits, and others pass it', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new RecordingHandler();
      const start = passage.now();
      await queue.add([task('late', 400), task('soon')]);
      expect(await queue.depth()).toMatchObject({ waiting: 1, delayed: 1 });
      queue.process(handler.handle, one);
      await passage.until(() => expect(handler.ids).toEqual(['soon', 'late']));
      // Redis counts in whole milliseconds.
      expect(passage.now() - start).toBeGreaterThanOrEqual(399);
    });

    test('a job that was taken out does not run, and its id can be added again', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new RecordingHandler();
      await queue.add([task('late', 60_000), task('waits'), { id: 'stays', data: { step: 1 } }]);
      expect(await queue.remove('late')).toBe(true);
      expect(await queue.remove('waits')).toBe(true);
      expect(await queue.remove('unknown')).toBe(true);
      expect(await queue.depth()).toMatchObject({ waiting: 1, delayed: 0 });
      await queue.add([{ id: 'late', data: { step: 2 } }]);
      queue.process(handler.handle, one);
      await passage.until(() => expect(handler.ids).toEqual(['stays', 'late']));
      expect(handler.jobs.map(({ data }) => data.step)).toEqual([1, 2]);
    });

    test('a job that runs cannot be taken out', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new GatedHandler();
      await queue.add([task('a-1')]);
      queue.process(handler.handle, one);
      await passage.until(() => expect(handler.runs).toHaveLength(1));
      expect(await queue.remove('a-1')).toBe(false);
      handler.run(0).end({ kind: 'again', delay: 60_000, data: { step: 1 } });
      await passage.until(async () => expect(await queue.depth()).toMatchObject({ delayed: 1, active: 0 }));
      expect(await queue.remove('a-1')).toBe(true);
      expect(await queue.depth()).toMatchObject({ waiting: 0, active: 0, delayed: 0 });
    });

    test('a job runs again when its handler says so, with the data it said', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new GatedHandler();
      const again = (step: number, delay: number): JobResult<Task> => ({
        kind: 'again',
        delay,
        data: { step },
      });
      await queue.add([task('a-1')]);
      queue.process(handler.handle, one);
      await passage.until(() => handler.run(0).end(again(7, 200)));
      const start = passage.now();
      await passage.until(async () => expect(await queue.depth()).toMatchObject({ delayed: 1, active: 0 }));
      await passage.until(() => handler.run(1).end(again(8, 0)));
      expect(passage.now() - start).toBeGreaterThanOrEqual(150);
      await passage.until(() => handler.run(2).end());
      await passage.until(async () =>
        expect(await queue.depth()).toEqual({ waiting: 0, active: 0, delayed: 0, oldestAge: 0 }),
      );
      expect(handler.runs.map(({ job }) => [job.id, job.data.step])).toEqual([
        ['a-1', 0],
        ['a-1', 7],
        ['a-1', 8],
      ]);
      expect(new Set(handler.runs.map(({ job }) => job.addedAt)).size).toBe(1);
      expect(fixture.observer.processings).toHaveLength(3);
    });

    test('a job runs again with its own data when its handler names none', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new GatedHandler();
      await queue.add([{ ...task('a-1'), data: { step: 5 } }]);
      queue.process(handler.handle, one);
      await passage.until(() => handler.run(0).end({ kind: 'again', delay: 0 }));
      await passage.until(() => handler.run(1).end());
      expect(handler.runs.map(({ job }) => job.data.step)).toEqual([5, 5]);
    });

    test('a job whose handler throws is told of, and runs again with the same data', async () => {
      await using fixture = await subject.create();
      const { queue, passage, observer } = fixture;
      const handler = new GatedHandler();
      const defect = new Error('a defect');
      await queue.add([{ id: 'a-1', data: { step: 5 } }]);
      queue.process(handler.handle, one);
      await passage.until(() => handler.run(0).fail(defect));
      await passage.until(() => expect(observer.failures).toEqual([defect]));
      await passage.until(() => handler.run(1).end());
      await passage.until(async () => expect(await queue.depth()).toMatchObject({ active: 0, delayed: 0 }));
      expect(handler.run(1).job).toEqual(handler.run(0).job);
      expect(observer.processings).toHaveLength(1);
    });

    test('says how long the next job could have run', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      expect((await queue.depth()).oldestAge).toBe(0);
      await queue.add([task('late', 60_000)]);
      expect((await queue.depth()).oldestAge).toBe(0);
      await queue.add([task('a-1')]);
      await passage.until(async () => expect((await queue.depth()).oldestAge).toBeGreaterThan(100));
    });

    test('counts the age of a job that was delayed from the end of its delay', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new GatedHandler();
      await queue.add([task('blocks'), task('again')]);
      queue.process(handler.handle, one);
      await passage.until(() => handler.run(0).end({ kind: 'again', delay: 900, data: { step: 1 } }));
      await passage.until(() => expect(handler.run(1).job.id).toBe('again'));
      await passage.until(async () => {
        // The worker has no room, so that somebody else must see that the delay is over.
        const { delayed, waiting, oldestAge } = await queue.depth();
        expect(delayed + waiting).toBe(1);
        expect(oldestAge).toBeGreaterThan(0);
        expect(oldestAge).toBeLessThan(900);
      });
    });

    test('several workers share the jobs', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const first = new RecordingHandler();
      const second = new RecordingHandler();
      queue.process(first.handle, { concurrency: 2 });
      queue.process(second.handle, { concurrency: 2 });
      const ids = Array.from({ length: 50 }, (_, index) => `a-${index}`);
      await queue.add(ids.map((id) => task(id)));
      await passage.until(() => expect(first.ids.length + second.ids.length).toBe(50));
      expect([...first.ids, ...second.ids].sort()).toEqual([...ids].sort());
    });

    test('a worker that closes lets its jobs end, and then takes no more', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const handler = new GatedHandler();
      const worker = queue.process(handler.handle, one);
      await queue.add([task('a-1')]);
      await passage.until(() => expect(handler.runs).toHaveLength(1));
      const closed = worker.close(60_000);
      handler.run(0).end();
      await closed;
      await queue.add([task('a-2')]);
      expect(await queue.depth()).toMatchObject({ waiting: 1, active: 0 });
      expect(handler.runs).toHaveLength(1);
    });

    test('a job that does not end in time is given back, and its late end means nothing', async () => {
      await using fixture = await subject.create();
      const { queue, passage } = fixture;
      const slow = new GatedHandler();
      const next = new GatedHandler();
      const worker = queue.process(slow.handle, one);
      await queue.add([task('a-1')]);
      await passage.until(() => expect(slow.run(0).isStillOurs()).toBe(true));
      let isClosed = false;
      const closing = worker.close(100).then(() => {
        isClosed = true;
      });
      await passage.until(() => expect(isClosed).toBe(true));
      await closing;
      expect(slow.run(0).isStillOurs()).toBe(false);
      expect(await queue.depth()).toMatchObject({ waiting: 1, active: 0 });
      queue.process(next.handle, one);
      await passage.until(() => expect(next.run(0).job.id).toBe('a-1'));
      slow.run(0).end();
      expect(next.run(0).isStillOurs()).toBe(true);
      next.run(0).end({ kind: 'again', delay: 0, data: { step: 2 } });
      await passage.until(() => expect(next.run(1).job.data.step).toBe(2));
      next.run(1).end();
      await passage.until(async () => expect(await queue.depth()).toMatchObject({ waiting: 0, active: 0 }));
    });

    test('after close nothing can be added', async () => {
      await using fixture = await subject.create();
      await fixture.queue.close();
      await expect(fixture.queue.add([task('a-1')])).rejects.toThrow(QueueAwayError);
      await expect(fixture.queue.remove('a-1')).rejects.toThrow(QueueAwayError);
    });
  });
}
