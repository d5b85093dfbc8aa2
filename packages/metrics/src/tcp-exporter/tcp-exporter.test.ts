import { once } from 'node:events';
import { createServer } from 'node:net';
import { eventually } from '@shoal/testing';
import { parseExposition, seriesKey } from '../../test/parse-exposition.js';
import { createServerFixture } from '../../test/server-fixture.js';
import { StreamReader } from '../../test/tcp-exporter/stream-reader.js';
import type { NodeMetricsOptions } from '../node-metrics.js';
import { SeriesTracker } from './series-tracker.js';
import { TcpExporter } from './tcp-exporter.js';

interface ExporterOptions {
  readonly bufferSize?: number;
  readonly metrics?: Partial<NodeMetricsOptions>;
}

/** An exporter that reads every ten milliseconds, on a free port. Use it with `await using`. */
async function startExporter({ bufferSize = 1024, metrics: options = {} }: ExporterOptions = {}) {
  const fixture = createServerFixture(options);
  const { registry, observer } = fixture.metrics;
  const warnings: string[] = [];
  const counts = { dropped: 0 };
  const exporter = new TcpExporter({
    ...{ registry, bufferSize, interval: 10 },
    log: { warn: (message) => warnings.push(message) },
    onDropped: () => {
      counts.dropped += 1;
    },
  });
  const server = createServer((socket) => exporter.accept(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...{ ...fixture, registry, observer, exporter, counts, warnings },
    read: (how?: { reads: boolean }) => StreamReader.connect(port, how),
    async [Symbol.asyncDispose]() {
      exporter.close();
      server.close();
      await once(server, 'close');
    },
  };
}

const sent = 'messages_sent_total';

/** Waits until the reader was told this number of messages sent by the app. */
async function told({ stream }: StreamReader, app_id: string, value: number): Promise<void> {
  await eventually(() => expect(stream.valueOf(sent, { app_id })).toBe(value));
}

describe('a client', () => {
  it('is told what every metric is, then every series, as a scrape has it', async () => {
    await using started = await startExporter({ metrics: { prefix: 'own_', labels: { region: 'eu' } } });
    started.observer.countersOf('a').messagesSent = 7;
    started.observer.messageProcessed('ping', 0.25);
    started.observer.messageProcessed('ping', 0.5);
    await using reader = await started.read();
    const { stream } = reader;
    await eventually(() => expect(stream.valueOf(`own_${sent}`, { app_id: 'a', region: 'eu' })).toBe(7));

    const firstMetric = stream.events.findIndex(({ event }) => event === 'metric');
    expect(stream.events.slice(0, firstMetric).every(({ event }) => event === 'metadata')).toBe(true);
    expect(stream.events.slice(firstMetric).every(({ event }) => event === 'metric')).toBe(true);

    const families = parseExposition(await started.registry.metrics());
    const own = [...families.values()].filter(({ name }) => !/^own_(process|nodejs)_/.test(name));
    const expected = own.flatMap(({ series }) => [...series.values()]);
    const countable = expected.filter(({ name }) => !name.endsWith('_bucket'));
    expect(countable.length).toBeGreaterThan(100);
    for (const { name, labels, value } of countable) {
      if (name.startsWith('own_tcp_exporter')) continue;
      expect([name, labels, stream.valueOf(name, labels)]).toEqual([name, labels, value]);
    }
    for (const key of stream.values.keys()) expect(stream.metadata.has(JSON.parse(key)[0])).toBe(true);
    expect(stream.metadata.get('own_message_processing_duration_seconds_sum')).toMatchObject({
      ...{ metric_type: 'GAUGE', unit_value: 'seconds' },
      description_value: expect.stringContaining('Their sum.'),
    });
    const processing = { kind: 'ping', region: 'eu' };
    expect(stream.valueOf('own_message_processing_duration_seconds_count', processing)).toBe(2);
    expect(stream.valueOf('own_message_processing_duration_seconds_sum', processing)).toBe(0.75);
  });

  it('has no metric whose reading would harm, and has the others of the process', async () => {
    await using started = await startExporter();
    await using reader = await started.read();
    const { stream } = reader;
    await eventually(() => expect(stream.valueOf('process_resident_memory_bytes')).toBeGreaterThan(0));
    expect(stream.metadata.get('process_cpu_seconds_total')).toMatchObject({ metric_type: 'GAUGE' });
    expect([...stream.metadata.keys()].filter((name) => /lag|_fds|active_/.test(name))).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/eventloop_lag|open_fds|nodejs_active/)]),
    );
  });

  it('is told afterwards what has changed, and nothing else', async () => {
    await using started = await startExporter();
    const { observer } = started;
    observer.countersOf('a').messagesSent = 1;
    await using reader = await started.read();
    await told(reader, 'a', 1);
    const before = reader.stream.events.length;
    observer.countersOf('a').messagesSent = 2;
    observer.countersOf('b').messagesSent = 5;
    await told(reader, 'b', 5);
    const later = reader.stream.events.slice(before).map(({ metric }) => metric);
    const ofA = later.filter((metric) => metric?.labels?.app_id === 'a');
    expect(ofA).toEqual([expect.objectContaining({ name: sent, operation: 'set_counter', set_counter: 2 })]);
    expect(later.filter((metric) => metric?.labels?.app_id === 'b').length).toBeGreaterThan(20);
  });

  it('that comes later is told the present values', async () => {
    await using started = await startExporter();
    await using first = await started.read();
    started.observer.countersOf('a').messagesSent = 3;
    await told(first, 'a', 3);
    await using second = await started.read();
    await told(second, 'a', 3);
    expect(second.stream.metadata.size).toBe(first.stream.metadata.size);
    expect(started.exporter.clients).toBe(2);
  });

  it('is told of numbers as soon as they are known, and not before', async () => {
    const reading: { value: number | undefined } = { value: undefined };
    const read = async () =>
      reading.value === undefined
        ? undefined
        : { waiting: reading.value, active: 0, delayed: 0, failed: 0, oldestAge: 0 };
    await using started = await startExporter({
      metrics: {
        jobs: { runsJobs: true, queues: [{ name: 'webhooks', read }], oldestPendingWebhook: () => 0 },
      },
    });
    started.observer.countersOf('a').messagesSent = 1;
    await using reader = await started.read();
    await told(reader, 'a', 1);
    const waiting = () => reader.stream.values.get(seriesKey('queue_active_jobs', { queue: 'webhooks' }));
    expect(waiting()).toBeUndefined();
    reading.value = 4;
    await eventually(() => expect(waiting()).toBe(4), { withinMs: 5_000 });
  });
});

describe('a reader that', () => {
  it('is too slow loses the oldest whole messages, and has the last values in the end', async () => {
    await using started = await startExporter({ bufferSize: 50 });
    const { observer, counts } = started;
    await using quick = await started.read();
    await using slow = await started.read({ reads: false });
    await eventually(() => expect(started.exporter.clients).toBe(2));
    // So long that the first values already fill whatever lies between the two.
    const apps = Array.from({ length: 6 }, (_, id) => `app-${id}-${'x'.repeat(4_000)}`);
    const last = apps.at(-1) ?? '';
    for (let round = 1; counts.dropped < 500; round += 1) {
      for (const app of apps) observer.countersOf(app).messagesSent = round;
      await told(quick, last, round);
    }
    for (const app of apps) observer.countersOf(app).messagesSent = 0.5e9;
    await told(quick, last, 0.5e9);
    expect(slow.stream.events).toEqual([]);
    slow.socket.resume();
    await eventually(
      () => {
        for (const app_id of apps) expect(slow.stream.valueOf(sent, { app_id })).toBe(0.5e9);
        expect(slow.stream.values.size).toBe(quick.stream.values.size);
      },
      { withinMs: 10_000 },
    );
  });

  it('goes away without a word is forgotten, and nothing is read any more', async () => {
    await using started = await startExporter();
    const collect = jest.spyOn(started.registry, 'collect');
    const reader = await started.read();
    await eventually(() => expect(collect.mock.calls.length).toBeGreaterThan(1));
    reader.socket.resetAndDestroy();
    await eventually(() => expect(started.exporter.clients).toBe(0));
    await using second = await started.read();
    await eventually(() => expect(second.stream.values.size).toBeGreaterThan(100));
  });

  it('talks is not listened to', async () => {
    await using started = await startExporter();
    await using witness = await started.read();
    await using talker = await started.read();
    talker.socket.write('GET / HTTP/1.1\r\nHost: localhost:5000\r\n\r\n');
    await eventually(() => expect(talker.stream.values.size).toBeGreaterThan(100));
    talker.socket.write(Buffer.alloc(1_000_000));
    await talker.closed;
    started.observer.countersOf('a').messagesSent = 1;
    await told(witness, 'a', 1);
  });

  it('is one too many is refused, until another goes', async () => {
    await using started = await startExporter();
    const readers = await Promise.all(Array.from({ length: 8 }, () => started.read()));
    await eventually(() => expect(started.exporter.clients).toBe(8));
    await using refused = await started.read();
    await refused.closed;
    expect(refused.stream.events).toEqual([]);
    expect(started.warnings).toEqual(['metrics client refused']);
    readers[0]?.socket.destroy();
    await eventually(() => expect(started.exporter.clients).toBe(7));
    await using next = await started.read();
    await eventually(() => expect(next.stream.values.size).toBeGreaterThan(100));
    for (const reader of readers) await reader[Symbol.asyncDispose]();
  });
});

it('metrics that cannot be read are told of once, and told to clients when they can', async () => {
  await using started = await startExporter();
  const bytes = jest.spyOn(started.tables, 'cacheBytes').mockImplementation(() => {
    throw new Error('The cache is closed');
  });
  await using reader = await started.read();
  await eventually(() => expect(bytes.mock.calls.length).toBeGreaterThan(3));
  expect(started.warnings).toEqual(['metrics cannot be streamed']);
  expect(reader.stream.values.size).toBe(0);
  bytes.mockRestore();
  await eventually(() => expect(reader.stream.values.size).toBeGreaterThan(100));
});

it('very many series are read in slices, between which others run', async () => {
  const { metrics } = createServerFixture();
  for (let app = 0; app < 200; app += 1) metrics.observer.countersOf(`app-${app}`);
  const tracker = new SeriesTracker(metrics.registry);
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  });
  await tracker.refresh();
  clearInterval(timer);
  expect([...tracker.snapshot()].length).toBeGreaterThan(40_000);
  expect(turns).toBeGreaterThan(2);
});
