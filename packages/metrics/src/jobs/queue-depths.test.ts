import { type ParsedFamily, seriesValue } from '../../test/parse-exposition.js';
import { createServerFixture } from '../../test/server-fixture.js';
import type { QueueReading } from './queue-depths.js';

const READING: QueueReading = { waiting: 3, active: 2, delayed: 5, failed: 7, oldestAge: 1500 };

/** A server whose queue answers so. */
function createFixture(read: () => Promise<QueueReading | undefined>, pending = 0) {
  const queues = [{ name: 'webhooks', read }];
  return createServerFixture({ jobs: { runsJobs: false, queues, oldestPendingWebhook: () => pending } });
}

const depthsOf = (families: ReadonlyMap<string, ParsedFamily>) => ({
  waiting: seriesValue(families, 'queue_active_jobs', { queue: 'webhooks' }),
  states: ['waiting', 'active', 'delayed', 'failed'].map((state) =>
    seriesValue(families, 'queue_jobs', { queue: 'webhooks', state }),
  ),
  age: seriesValue(families, 'queue_oldest_job_age_seconds', { queue: 'webhooks' }),
});

test('depths and ages are read when somebody scrapes', async () => {
  const families = await createFixture(async () => READING).scrape();
  expect(depthsOf(families)).toEqual({ waiting: 3, states: [3, 2, 5, 7], age: 1.5 });
});

test('JSON is read in the same way', async () => {
  const { metrics } = createFixture(async () => READING);
  const page = await metrics.registry.getMetricsAsJSON();
  expect(page.find(({ name }) => name === 'queue_active_jobs')).toMatchObject({ values: [{ value: 3 }] });
});

test.each([
  ['cannot be read', () => Promise.reject(new Error('away'))],
  ['is not known yet', async () => undefined],
])('no number is told of a queue that %s', async (_, read) => {
  const families = await createFixture(read).scrape();
  expect(depthsOf(families)).toEqual({
    waiting: undefined,
    states: [undefined, undefined, undefined, undefined],
    age: undefined,
  });
  expect(families.has('queue_active_jobs')).toBe(true);
});

test.each([
  ['the queue', 700, async () => READING, 1.5],
  ['this server', 4000, async () => READING, 4],
  ['this server, while the queue is away', 4000, () => Promise.reject(new Error('away')), 4],
])('the oldest event may wait in %s', async (...[, pending, read, seconds]) => {
  const families = await createFixture(read, pending).scrape();
  expect(seriesValue(families, 'webhook_oldest_age_seconds')).toBe(seconds);
});

test('nobody knows the age of the oldest event while the queue is away and none waits here', async () => {
  const families = await createFixture(() => Promise.reject(new Error('away'))).scrape();
  expect(seriesValue(families, 'webhook_oldest_age_seconds')).toBeUndefined();
  expect(families.has('webhook_oldest_age_seconds')).toBe(true);
});
