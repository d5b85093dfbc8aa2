import { eventually, RawClient, scrapeMetrics } from '@shoal/testing';
import { Endpoints } from './endpoints.js';
import { type ClusterSize, type Installation, startAlone, startCluster } from './installation.js';

jest.setTimeout(90_000);

const events = 500;

/** Milliseconds. Undisturbed they take some seconds; behind an endpoint that hangs for 10 s a request it were minutes. */
const soon = 30_000;

const unbatched = { event_types: ['client_event'], batching: { enabled: false } };
const settings = { hanging: unbatched, healthy: unbatched };

const size: ClusterSize = { nodes: 1, workers: 1 };
const forms: readonly [string, (webhooks: readonly object[]) => Promise<Installation>][] = [
  ['a worker', (webhooks) => startCluster({ webhooks }, size)],
  ['a server that delivers itself', (webhooks) => startAlone({ webhooks })],
];

it.each(forms)('%s delivers to others while an endpoint never answers', async (_form, start) => {
  await using endpoints = await Endpoints.start(settings);
  const [hanging, healthy] = [endpoints.at('hanging'), endpoints.at('healthy')];
  hanging.behave('hang');
  await using installation = await start(endpoints.webhooks);
  await using client = await RawClient.connect({ server: installation.node(0) });
  await client.subscribe('private-room');
  for (let index = 0; index < events; index += 1) {
    client.send({ event: 'client-n', channel: 'private-room', data: String(index) });
  }

  await eventually(() => healthy.events().length === events, { withinMs: soon, everyMs: 100 });
  expect(healthy.requests).toHaveLength(events);
  expect(hanging.events()).toHaveLength(0);
  // 20 at once; after five of them were in vain the endpoint is left alone.
  expect(hanging.requests.length).toBeLessThanOrEqual(20 + 5);

  await eventually(async () => {
    const metrics = await Promise.all([...installation.nodes, ...installation.workers].map(scrapeMetrics));
    const sum = (name: string, labels = {}) =>
      metrics.reduce((total, scrape) => total + scrape.sum(`sockudo_${name}`, labels), 0);
    const [queued, sent, failed] = ['queued', 'sent', 'failed'].map((name) => sum(`webhooks_${name}_total`));
    expect({ queued, sent, failed }).toEqual({ queued: 2 * events, sent: events, failed: 0 });
    const [waiting = 0, active = 0, delayed = 0] = ['waiting', 'active', 'delayed'].map((state) =>
      sum('queue_jobs', { state }),
    );
    expect(waiting + active + delayed).toBe(events);
  });
});
