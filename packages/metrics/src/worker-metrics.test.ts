import { expectCatalogue } from '../test/expect-catalogue.js';
import { parseExposition, seriesValue } from '../test/parse-exposition.js';
import type { NodeHealth } from './node/node-tables.js';
import { createWorkerMetrics } from './worker-metrics.js';

function createFixture(apps: readonly string[] = ['a'], maxSeriesPerMetric = 20_000) {
  const current: { health: NodeHealth } = { health: { ready: true, draining: false, degraded: [] } };
  const metrics = createWorkerMetrics({
    prefix: '',
    labels: {},
    version: '1.2.3',
    node: 'worker-a',
    adapter: 'redis',
    maxSeriesPerMetric,
    tcpExporterBuffer: 1024,
    log: { warn: () => undefined },
    health: () => current.health,
    apps,
  });
  return { metrics, current, scrape: async () => parseExposition(await metrics.registry.metrics()) };
}

test('a scrape holds the metrics that the catalogue gives a worker and no other', async () => {
  expectCatalogue(await createFixture().scrape(), ['webhook-worker']);
});

test('how much waits is not told by workers', async () => {
  const { scrape } = createFixture();
  expect([...(await scrape()).keys()].filter((name) => /_jobs$|_age_/.test(name))).toEqual([]);
});

test('a worker says what it is and how it is', async () => {
  const { current, scrape } = createFixture();
  current.health = { ready: false, draining: true, degraded: ['queue'] };
  const families = await scrape();
  const role = { version: '1.2.3', role: 'webhook-worker' };
  expect(seriesValue(families, 'build_info', { ...role, node_version: process.version })).toBe(1);
  const node = { node: 'worker-a', adapter: 'redis', environment: '', region: '' };
  expect(seriesValue(families, 'node_info', { ...role, ...node })).toBe(1);
  expect([seriesValue(families, 'ready'), seriesValue(families, 'draining')]).toEqual([0, 1]);
  expect(seriesValue(families, 'degraded', { reason: 'queue' })).toBe(1);
  expect(seriesValue(families, 'degraded', { reason: 'redis' })).toBe(0);
});

test('the apps with webhooks have their series before anything happened', async () => {
  const families = await createFixture(['a', 'b']).scrape();
  for (const app_id of ['a', 'b']) {
    expect(seriesValue(families, 'webhooks_sent_total', { app_id })).toBe(0);
    expect(seriesValue(families, 'webhooks_failed_total', { app_id })).toBe(0);
    expect(seriesValue(families, 'webhook_failures_total', { app_id, reason: 'timeout' })).toBe(0);
  }
});

test('an app of a job has its series from then on, and too many share one', async () => {
  const { metrics, scrape } = createFixture([], 3);
  for (let app = 0; app < 5; app += 1) metrics.webhooks.sent(`app-${app}`, 2);
  const families = await scrape();
  expect(seriesValue(families, 'webhooks_failed_total', { app_id: 'app-0' })).toBe(0);
  expect(seriesValue(families, 'webhooks_sent_total', { app_id: '__overflow__' })).toBe(4);
});

test('a queue that the catalogue does not know is another one', async () => {
  const { metrics, scrape } = createFixture();
  metrics.queue.processed('of-a-later-release', 1);
  metrics.queue.reachable();
  const families = await scrape();
  expect(seriesValue(families, 'queue_jobs_processed_total', { queue: 'other' })).toBe(1);
  expect(seriesValue(families, 'queue_jobs_processed_total', { queue: 'webhooks' })).toBe(0);
});
