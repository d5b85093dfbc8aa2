import { seriesValue } from '../../test/parse-exposition.js';
import { createServerFixture } from '../../test/server-fixture.js';

test('what nobody knows, or is not kept here, has no value', async () => {
  const { tables, scrape } = createServerFixture();
  tables.nodes = undefined;
  tables.member = { leaseAge: undefined, sweptConnections: 0 };
  tables.idempotencySize = undefined;
  const families = await scrape();
  expect([
    seriesValue(families, 'cluster_nodes'),
    seriesValue(families, 'node_lease_age_seconds'),
    seriesValue(families, 'cache_memory_usage_bytes', { cache: 'idempotency' }),
    seriesValue(families, 'cache_memory_usage_bytes', { cache: 'channel' }),
  ]).toEqual([undefined, undefined, undefined, 0]);
});
