import { seriesValue } from '../../../test/parse-exposition.js';
import { createServerFixture } from '../../../test/server-fixture.js';

describe('idempotency keys', () => {
  it('are counted by app, and their store as a cache of its own', async () => {
    const { metrics, scrape } = createServerFixture();
    metrics.idempotency.asked('a', 3);
    metrics.idempotency.repeated('a', 2);
    metrics.idempotency.read(true);
    metrics.idempotency.read(false);
    metrics.idempotency.read(false);
    metrics.idempotency.operated('set');
    metrics.observer.cacheRead(true);
    const families = await scrape();
    const countOf = (name: string, labels: Record<string, string>) => seriesValue(families, name, labels);
    expect(countOf('idempotency_publish_total', { app_id: 'a' })).toBe(3);
    expect(countOf('idempotency_duplicates_total', { app_id: 'a' })).toBe(2);
    expect(countOf('cache_hits_total', { cache: 'idempotency' })).toBe(1);
    expect(countOf('cache_hits_total', { cache: 'channel' })).toBe(1);
    expect(countOf('cache_misses_total', { cache: 'idempotency' })).toBe(2);
    expect(countOf('cache_operations_total', { cache: 'idempotency', operation: 'set' })).toBe(1);
    expect(countOf('cache_operations_total', { cache: 'channel', operation: 'set' })).toBe(0);
  });

  it('an app that is known has both counters, so that their ratio exists', async () => {
    const { metrics, scrape } = createServerFixture();
    metrics.observer.countersOf('a');
    const families = await scrape();
    expect(seriesValue(families, 'idempotency_publish_total', { app_id: 'a' })).toBe(0);
    expect(seriesValue(families, 'idempotency_duplicates_total', { app_id: 'a' })).toBe(0);
  });
});
