import { createServerFixture } from '../../test/server-fixture.js';

const compat = { soketiPrefix: 'soketi_', port: 6001, metricsPort: 9601 } as const;

/** A server on which something has happened, for two apps. */
function createBusyServer(servers: readonly ('soketi' | 'sockudo5')[], soketiPrefix = 'soketi_') {
  const fixture = createServerFixture({ prefix: 'sockudo_', compat: { ...compat, soketiPrefix, servers } });
  const { metrics, tables } = fixture;
  for (const [app, amount] of [
    ['a', 1],
    ['b', 10],
  ] as const) {
    const counters = metrics.observer.countersOf(app);
    counters.connectionsEstablished = 3 * amount;
    counters.connectionsClosed = amount;
    counters.messagesSent = 7 * amount;
    counters.bytesReceived = 100 * amount;
    for (let time = 0; time < 3 * amount; time += 1) metrics.observer.connectionAttempted('accepted', app);
    tables.set(app, { connections: 2 * amount });
  }
  metrics.observer.connectionAttempted('unknown_app');
  return fixture;
}

it('none of them is printed unless it is asked for', async () => {
  const families = await createServerFixture({ prefix: 'sockudo_' }).scrape();
  expect([...families.keys()].filter((name) => !name.startsWith('sockudo_'))).toEqual([]);
  expect(families.has('sockudo_connected')).toBe(false);
});

it("soketi's names with the port in them are of all apps, with its own words", async () => {
  const families = await createBusyServer(['soketi']).scrape();
  const seen = [
    'connected',
    'new_connections_total',
    'new_disconnections_total',
    'socket_received_bytes',
  ].map((name) => {
    const { help, type, series } = families.get(`soketi_6001_${name}`) ?? {};
    return [name, type, help, [...(series?.values() ?? [])].map(({ labels, value }) => [labels, value])];
  });
  expect(seen).toEqual([
    ['connected', 'gauge', 'The number of currently connected sockets.', [[{}, 22]]],
    // The one that no app was known for too: they are requests.
    ['new_connections_total', 'counter', 'Total amount of soketi connection requests.', [[{}, 34]]],
    ['new_disconnections_total', 'counter', 'Total amount of soketi disconnections.', [[{}, 11]]],
    ['socket_received_bytes', 'counter', 'Total amount of bytes that soketi received.', [[{}, 1_100]]],
  ]);
});

it("soketi 1.6's names have its labels", async () => {
  const families = await createBusyServer(['soketi']).scrape();
  const values = (name: string) =>
    [...(families.get(name)?.series.values() ?? [])].map(({ labels, value }) => [labels, value]);
  expect(values('soketi_connected')).toEqual([
    [{ app_id: 'a', port: '6001' }, 2],
    [{ app_id: 'b', port: '6001' }, 20],
  ]);
  expect(values('soketi_ws_messages_sent_total')).toEqual([
    [{ app_id: 'a', port: '6001' }, 7],
    [{ app_id: 'b', port: '6001' }, 70],
  ]);
  expect(families.get('soketi_process_resident_memory_bytes')?.series.size).toBe(1);
  expect(families.get('soketi_nodejs_heap_size_total_bytes')?.series.size).toBe(1);
});

it("Sockudo 5's names stand under our own prefix, with its port", async () => {
  const families = await createBusyServer(['sockudo5']).scrape();
  const series = [...(families.get('sockudo_new_connections_total')?.series.values() ?? [])];
  expect(series.map(({ labels, value }) => [labels, value])).toEqual([
    [{ app_id: 'a', port: '9601' }, 3],
    [{ app_id: 'b', port: '9601' }, 30],
  ]);
});

it('a name that two families have is printed once', async () => {
  // The parser refuses a page on which a family stands twice.
  const families = await createBusyServer(['sockudo5', 'soketi', 'soketi'], 'sockudo_').scrape();
  expect(families.get('sockudo_connected')?.series.values().next().value?.labels.port).toBe('9601');
  expect(families.has('sockudo_6001_connected')).toBe(true);
});
