import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import {
  ApiClient,
  eventually,
  portOf,
  RawClient,
  SpawnedProcess,
  type StartServerOptions,
  scrapeMetrics,
  startServer,
} from '@shoal/testing';
import { StreamReader } from './stream-reader.js';

jest.setTimeout(60_000);

const program = fileURLToPath(new URL('../../../../apps/server', import.meta.url));

/** A server with the TCP exporter, and where that is. */
async function startExporting(options: StartServerOptions = {}) {
  const server = await startServer({
    ...options,
    env: {
      ...{ DRAIN_WINDOW: '0', METRICS_TCP_EXPORTER_ENABLED: '1', METRICS_TCP_EXPORTER_PORT: '0' },
      ...options.env,
    },
  });
  const started = server.logs().find(({ message }) => message === 'server started');
  const port = Number(started?.tcp_exporter_port);
  return { server, port, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

const app = { app_id: 'app-id' };
const patience = { withinMs: 15_000 };

it('a client has the totals of /metrics, at first and as they change', async () => {
  await using started = await startExporting({ env: { METRICS_LABELS: 'region=eu' } });
  const { server, port } = started;
  await using first = await RawClient.connect({ server });
  await first.subscribe('news');
  await using reader = await StreamReader.connect(port);
  const { stream } = reader;
  const labels = { ...app, region: 'eu' };
  const connections = () => stream.valueOf('sockudo_active_connections', labels);
  await eventually(() => expect(connections()).toBe(1), patience);

  await using second = await RawClient.connect({ server });
  await second.subscribe('news');
  await second.barrier();
  await eventually(() => expect(connections()).toBe(2), patience);
  await eventually(
    async () => {
      const scrape = await scrapeMetrics(server);
      const own = scrape.samples.filter(
        ({ name }) => !/^sockudo_(process|nodejs|tcp_exporter)_|_bucket$/.test(name),
      );
      expect(own.length).toBeGreaterThan(300);
      const scraped = own.map(({ name, labels, value }) => [name, labels, value]);
      const streamed = own.map(({ name, labels }) => [name, labels, stream.valueOf(name, labels)]);
      expect(streamed).toEqual(scraped);
    },
    { ...patience, what: 'the same numbers on both ports' },
  );
  expect((await scrapeMetrics(server)).value('sockudo_tcp_exporter_clients')).toBe(1);
});

/** So long that the first values fill whatever lies between the server and one who does not read. */
const padding = { padding: 'x'.repeat(8_000) };

it('readers that do not read, flood or vanish harm neither clients nor other readers', async () => {
  await using started = await startExporting({
    env: { METRICS_TCP_EXPORTER_BUFFER_SIZE: '10', METRICS_LABELS: `padding=${padding.padding}` },
  });
  const { server, port } = started;
  await using good = await StreamReader.connect(port);
  const told = (name: string) => good.stream.valueOf(`sockudo_${name}`, padding) ?? Number.NaN;
  await eventually(() => expect(told('tcp_exporter_clients')).toBe(1), patience);
  const memory = told('process_resident_memory_bytes');

  const dead = await Promise.all([1, 2, 3].map(() => StreamReader.connect(port, { reads: false })));
  const vanishing = await Promise.all([1, 2].map(() => StreamReader.connect(port)));
  await eventually(() => expect(told('tcp_exporter_clients')).toBe(6), patience);
  await using flooding = await StreamReader.connect(port);
  for (const { socket } of vanishing) socket.resetAndDestroy();
  flooding.socket.write(Buffer.alloc(8_000_000));
  await flooding.closed;

  await using client = await RawClient.connect({ server });
  await client.subscribe('news');
  using api = new ApiClient(server);
  let published = 0;
  await eventually(async () => {
    published += 1;
    await api.post('/events', { body: { name: 'order', channel: 'news', data: String(published) } });
    await client.next('order');
    expect(told('tcp_exporter_dropped_total')).toBeGreaterThan(100);
  }, patience);
  await eventually(() => expect(told('tcp_exporter_clients')).toBe(4), patience);
  expect(told('process_resident_memory_bytes') - memory).toBeLessThan(100 * 1024 * 1024);
  for (const reader of dead) await reader[Symbol.asyncDispose]();
  await eventually(() => expect(told('tcp_exporter_clients')).toBe(1), patience);
});

it('a port that somebody has stops the start and names the setting', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const port = String(portOf(other));
  await using server = new SpawnedProcess([program, 'start'], {
    env: { METRICS_PORT: '0', METRICS_TCP_EXPORTER_ENABLED: '1', METRICS_TCP_EXPORTER_PORT: port },
  });
  expect(await server.exited).toMatchObject({ code: 1 });
  expect(server.output.text).toContain(
    'Set METRICS_TCP_EXPORTER_PORT (metrics.tcp_exporter.port in the file) to a free one',
  );
  other.close();
});
