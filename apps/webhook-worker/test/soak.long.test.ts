import { setTimeout as pause } from 'node:timers/promises';
import {
  collectGarbage,
  inspectable,
  scrapeMetrics,
  startWebhookReceiver,
  type WorkerProcess,
} from '@shoal/testing';
import { ClientEventLoad } from './client-event-load.js';
import { startCluster } from './installation.js';

/** Minutes of steady load: fewer than ten show that the test works, and not much more. */
const minutes = Number(process.env.SOAK_MINUTES ?? 10);

/** Milliseconds. Until then everything has been compiled, and every buffer has its size. */
const warmup = 20_000;
const every = 10_000;

/** How much more there may be at the end than after the warm-up: a part of it, and bytes. */
const margins = {
  heap: { part: 0.15, bytes: 2_000_000 },
  rss: { part: 0.15, bytes: 16_000_000 },
};

jest.setTimeout(minutes * 60_000 + 180_000);

it(`a worker needs no more memory after ${minutes} min of steady load than after 20 s`, async () => {
  // Retries are part of a steady load too.
  await using receiver = await startWebhookReceiver(['--delay', '3', '--fail-share', '0.1']);
  const webhooks = [{ url: receiver.url, event_types: ['client_event'], batching: { enabled: false } }];
  const env = { NODE_OPTIONS: inspectable, WEBHOOKS_RETRY_INITIAL_BACKOFF_MS: '100' };
  await using cluster = await startCluster({ webhooks, env }, { nodes: 1, workers: 1 });
  const [worker] = cluster.workers;
  if (worker === undefined) throw new Error('There is no worker');

  const load = await ClientEventLoad.start(cluster.node(0), { channel: 'private-room', every: 4, size: 200 });
  await pause(warmup);
  const first = await measure(worker);
  const end = performance.now() + minutes * 60_000 - warmup;
  let last = first;
  while (performance.now() < end) {
    await pause(every);
    last = await measure(worker);
    process.stdout.write(
      `${load.sent} events, ${last.sent} sent, heap ${mega(last.heap)}, rss ${mega(last.rss)}\n`,
    );
  }
  await load.stop();

  // It was at work all the time.
  expect(last.sent - first.sent).toBeGreaterThan(minutes * 60 * 10);
  for (const kind of ['heap', 'rss'] as const) {
    const { part, bytes } = margins[kind];
    expect(last[kind]).toBeLessThan(first[kind] * (1 + part) + bytes);
  }
});

/** Bytes that it holds, and events that it has delivered. */
async function measure(worker: WorkerProcess): Promise<{ heap: number; rss: number; sent: number }> {
  await collectGarbage(worker);
  const scrape = await scrapeMetrics(worker);
  return {
    heap: scrape.value('sockudo_nodejs_heap_size_used_bytes'),
    rss: scrape.value('sockudo_process_resident_memory_bytes'),
    sent: scrape.sum('sockudo_webhooks_sent_total'),
  };
}

function mega(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
