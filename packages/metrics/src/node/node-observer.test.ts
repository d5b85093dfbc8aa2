import { seriesValue } from '../../test/parse-exposition.js';
import { createServerFixture } from '../../test/server-fixture.js';

test('latencies are of operations that were timed, and what failed was not done in no time', async () => {
  const { metrics, scrape } = createServerFixture();
  metrics.observer.adapterOperated('publish', { seconds: 0.7, failed: true });
  metrics.observer.adapterOperated('publish', { failed: true });
  metrics.observer.adapterOperated('unsubscribe', {});
  metrics.observer.adapterOperated('receive', { seconds: 2, bytes: 5 });
  const families = await scrape();
  const latency = (name: string, labels = {}) => [
    seriesValue(families, `${name}_count`, labels),
    seriesValue(families, `${name}_sum`, labels),
  ];
  expect(latency('adapter_latency_seconds', { operation: 'publish' })).toEqual([1, 0.7]);
  expect(latency('adapter_latency_seconds', { operation: 'unsubscribe' })).toEqual([undefined, undefined]);
  expect(latency('adapter_receive_latency_seconds')).toEqual([1, 2]);
  expect(seriesValue(families, 'adapter_operations_total', { operation: 'unsubscribe' })).toBe(1);
});
