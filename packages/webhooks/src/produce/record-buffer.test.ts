import { FakeClock } from '@shoal/queue/testing';
import { RecordingObserver } from '../testing/recording-observer.js';
import { createTestRecord } from '../testing/test-app.js';
import { RecordBuffer, type RecordBufferOptions } from './record-buffer.js';
import type { WebhookBatch } from './webhook-batch.js';

function setup(options: Partial<RecordBufferOptions> = {}) {
  const clock = new FakeClock();
  const observer = new RecordingObserver();
  const passed: WebhookBatch[] = [];
  const tried: string[] = [];
  const away = new Set<string>();
  const passOn = async (batch: WebhookBatch): Promise<void> => {
    tried.push(batch.id);
    if (away.has(batch.appId)) throw new Error('away');
    passed.push(batch);
  };
  const buffer = new RecordBuffer({ clock, observer, passOn, linger: 50, maxBytes: 1_000_000, ...options });
  const add = (...ids: string[]): void => {
    for (const id of ids) buffer.add(createTestRecord(id));
  };
  const ids = () => passed.map(({ records }) => records.map(({ id }) => id));
  return { clock, observer, passed, tried, away, buffer, add, ids };
}

const manyIds = (count: number) => Array.from({ length: count }, (_, index) => `r-${index}`);

test('a batch fills for as long as it may', async () => {
  const { clock, add, ids } = setup();
  add('a');
  await clock.advance(49);
  add('b');
  expect(ids()).toEqual([]);
  await clock.advance(1);
  expect(ids()).toEqual([['a', 'b']]);
  expect(clock.timers).toBe(0);
});

test('a hundred records do not wait, and no batch has more', async () => {
  const { clock, add, ids } = setup();
  add(...manyIds(250));
  await clock.advance(0);
  expect(ids().map(({ length }) => length)).toEqual([100, 100]);
  await clock.advance(50);
  expect(ids().flat()).toEqual(manyIds(250));
});

test('each app has batches of its own, with ids that no other has', async () => {
  const { clock, buffer, passed } = setup();
  for (const appId of ['one', 'two', 'one']) buffer.add(createTestRecord('r', { appId }));
  await clock.advance(50);
  expect(passed.map(({ appId, records }) => [appId, records.length])).toEqual([
    ['one', 2],
    ['two', 1],
  ]);
  const batchIds = passed.map(({ id }) => id);
  expect(new Set(batchIds).size).toBe(2);
  for (const id of batchIds) expect(id).toMatch(/^[0-9a-f]{18}-\d+$/);
});

test('of the misses of one channel a batch has the first', async () => {
  const { clock, buffer, ids } = setup();
  const miss = (id: string, channel: string) =>
    buffer.add(createTestRecord(id, { event: { name: 'cache_miss', channel } }));
  miss('a', 'cache-1');
  miss('b', 'cache-1');
  miss('c', 'cache-2');
  await clock.advance(50);
  miss('d', 'cache-1');
  await clock.advance(50);
  expect(ids()).toEqual([['a', 'c'], ['d']]);
});

test('what cannot be passed on waits, unchanged, and is tried more and more rarely', async () => {
  const { clock, add, ids, tried, away } = setup();
  away.add('app');
  add('a');
  await clock.advance(50);
  add('b');
  await clock.advance(60_000);
  expect(new Set(tried).size).toBe(1);
  expect(tried.length).toBeGreaterThan(10);
  expect(tried.length).toBeLessThan(20);
  away.clear();
  await clock.advance(5_000);
  expect(ids()).toEqual([['a'], ['b']]);
});

test('an app that cannot be passed on does not hold up the others', async () => {
  const { clock, buffer, ids, away } = setup();
  away.add('app');
  buffer.add(createTestRecord('a'));
  buffer.add(createTestRecord('b', { appId: 'other' }));
  await clock.advance(50);
  expect(ids()).toEqual([['b']]);
});

test('when there is no more room the oldest go that were not tried yet, and are counted', async () => {
  // A record of the channel `news` is reckoned as 308 bytes.
  const { clock, observer, add, ids, away } = setup({ maxBytes: 250 * 308 });
  away.add('app');
  const all = manyIds(350);
  const [tried, rest] = [all.slice(0, 100), all.slice(200)];
  add(...tried);
  await clock.advance(0);
  add(...all.slice(100));
  expect(observer.drops).toEqual({ buffer_full: 100 });
  away.clear();
  await clock.advance(10_000);
  expect(ids().flat()).toEqual([...tried, ...rest]);
});

test('a batch that is being passed on stays, though there is no room', async () => {
  const passed: number[] = [];
  const { clock, observer, add } = setup({
    maxBytes: 150 * 308,
    passOn: (batch) =>
      new Promise((resolve) => {
        passed.push(batch.records.length);
        clock.after(10, resolve);
      }),
  });
  add(...manyIds(100));
  add(...manyIds(90));
  expect(observer.drops).toEqual({ buffer_full: 51 });
  await clock.advance(100);
  expect(passed).toEqual([100, 39]);
});

test('closing passes on what has not waited long enough', async () => {
  const { buffer, observer, add, ids } = setup();
  add('a');
  await buffer.close(1_000);
  expect(ids()).toEqual([['a']]);
  expect(observer.drops).toEqual({});
});

test('closing waits for as long as it may and counts what is left, as it counts what comes later', async () => {
  const { clock, buffer, observer, add, away, tried } = setup();
  away.add('app');
  add('a', 'b');
  const closed = buffer.close(1_000);
  await clock.advance(999);
  expect(observer.drops).toEqual({});
  await clock.advance(1);
  await closed;
  expect(observer.drops).toEqual({ shutdown: 2 });
  add('c');
  expect(observer.drops).toEqual({ shutdown: 3 });
  const tries = tried.length;
  await clock.advance(60_000);
  expect(tried.length).toBe(tries);
  expect(clock.timers).toBe(0);
});

test('closing does not wait for a pause to end', async () => {
  const { clock, buffer, add, ids, away } = setup();
  away.add('app');
  add('a');
  await clock.advance(30_000);
  away.clear();
  await buffer.close(1);
  expect(ids()).toEqual([['a']]);
});
