import { expectCatalogue } from '../test/expect-catalogue.js';
import { parseExposition, seriesValue } from '../test/parse-exposition.js';
import { createPushWorkerMetrics } from './push-worker-metrics.js';

function createFixture(apps: readonly string[] = ['a']) {
  const metrics = createPushWorkerMetrics({
    prefix: '',
    labels: {},
    version: '1.2.3',
    node: 'worker-a',
    adapter: 'redis',
    maxSeriesPerMetric: 20_000,
    tcpExporterBuffer: 1024,
    log: { warn: () => undefined },
    health: () => ({ ready: true, draining: false, degraded: [] }),
    apps,
  });
  return { metrics, scrape: async () => parseExposition(await metrics.registry.metrics()) };
}

test('a scrape holds the metrics that the catalogue gives a push worker and no other', async () => {
  expectCatalogue(await createFixture().scrape(), ['push-worker']);
});

test('a worker says what it is', async () => {
  const families = await createFixture().scrape();
  const role = { version: '1.2.3', role: 'push-worker', node_version: process.version };
  expect(seriesValue(families, 'build_info', role)).toBe(1);
});

test('its queues have their series before anything happened, and no others', async () => {
  const families = await createFixture().scrape();
  const queues = [...(families.get('queue_jobs_processed_total')?.series.values() ?? [])];
  expect(queues.map(({ labels, value }) => [labels.queue, value])).toEqual(
    ['plan', 'fcm', 'apns', 'webPush', 'hms', 'wns'].map((name) => [`push-${name}`, 0]),
  );
});

test('so have its apps, with the providers that most use', async () => {
  const families = await createFixture(['a', 'b']).scrape();
  const failures = (app_id: string, provider: string) =>
    seriesValue(families, 'push_provider_failures_total', {
      app_id,
      provider,
      failure_class: 'credential_auth',
    });
  expect([failures('a', 'fcm'), failures('b', 'webpush'), failures('a', 'wns')]).toEqual([0, 0, undefined]);
});

test('what is asked for is told by servers, so that it has no numbers of it', async () => {
  const { metrics, scrape } = createFixture();
  metrics.push.admitted('a', 'accepted', 1);
  metrics.push.ended('a', 'succeeded');
  const families = await scrape();
  expect(families.has('push_publish_accepted_total')).toBe(false);
  expect(seriesValue(families, 'push_publish_outcomes_total', { app_id: 'a', status: 'succeeded' })).toBe(1);
});
