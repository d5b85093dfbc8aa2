import { seriesValue } from '../../test/parse-exposition.js';
import { createServerFixture, emptyReading } from '../../test/server-fixture.js';
import type { DeviceCounts, PushSources } from './push-gauges.js';

function createFixture(push: Partial<PushSources>, maxSeriesPerMetric = 20_000) {
  const sources = { scheduled: async () => 0, devices: async () => [], ...push };
  const queues = [{ name: 'webhooks', read: async () => emptyReading }];
  const jobs = { runsJobs: false, queues, oldestPendingWebhook: () => 0, push: sources };
  return createServerFixture({ jobs, maxSeriesPerMetric });
}

const devicesOf = (appId: string, active: number, failed = 0): DeviceCounts => ({
  appId,
  counts: { ACTIVE: active, FAILING: 0, FAILED: failed },
});

test('devices and scheduled publishes are read when somebody scrapes', async () => {
  const known = [devicesOf('a', 7, 2), devicesOf('b', 1)];
  const families = await createFixture({ scheduled: async () => 3, devices: async () => known }).scrape();
  const devices = (app_id: string, state: string) => seriesValue(families, 'push_devices', { app_id, state });
  expect([devices('a', 'active'), devices('a', 'failed'), devices('b', 'active')]).toEqual([7, 2, 1]);
  expect(devices('b', 'failing')).toBe(0);
  expect(seriesValue(families, 'push_scheduled_jobs')).toBe(3);
});

test('apps that share a series are summed', async () => {
  const many = ['a', 'b', 'c', 'd'].map((appId) => devicesOf(appId, 5));
  const families = await createFixture({ devices: async () => many }, 6).scrape();
  expect(seriesValue(families, 'push_devices', { app_id: '__overflow__', state: 'active' })).toBe(10);
});

test.each([
  ['rejects', () => Promise.reject(new Error('away'))],
  ['does not know', async () => undefined],
])('no number is told where whoever is asked %s', async (_, read) => {
  const families = await createFixture({ scheduled: read, devices: read }).scrape();
  for (const name of ['push_scheduled_jobs', 'push_devices']) {
    expect([name, families.get(name)?.series.size]).toEqual([name, 0]);
  }
});

test('the age of what waits, by stage', async () => {
  const read = (oldestAge: number) => async () => ({ ...emptyReading, oldestAge });
  const queues = [
    { name: 'webhooks', read: read(9000) },
    { name: 'push-plan', read: read(1500) },
    { name: 'push-webPush', read: read(4000) },
  ];
  const jobs = { runsJobs: false, queues, oldestPendingWebhook: () => 0 };
  const families = await createServerFixture({ jobs }).scrape();
  const ages = [...(families.get('push_queue_oldest_age_seconds')?.series.values() ?? [])];
  expect(ages.map(({ labels, value }) => [labels.stage, value])).toEqual([
    ['plan', 1.5],
    ['webpush', 4],
  ]);
  expect(seriesValue(families, 'queue_oldest_job_age_seconds', { queue: 'push-webPush' })).toBe(4);
  expect(seriesValue(families, 'webhook_oldest_age_seconds')).toBe(9);
});
