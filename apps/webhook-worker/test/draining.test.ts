import { EventEmitter, once } from 'node:events';
import {
  ApiClient,
  eventually,
  failing,
  httpRequest,
  RawClient,
  type ServerCluster,
  type ServerProcess,
  scrapeMetrics,
  type WorkerProcess,
} from '@shoal/testing';
import { ClientEventLoad } from './client-event-load.js';
import { Endpoints } from './endpoints.js';
import { startCluster } from './installation.js';
import { LastScrapes } from './last-scrapes.js';
import { addUp } from './webhook-counts.js';

jest.setTimeout(120_000);

/** Milliseconds. A job whose worker was killed comes to another one only after 20 s. */
const atOnce = 10_000;

const unbatched = { event_types: ['client_event'], batching: { enabled: false } };
const settings = {
  slow: { ...unbatched, filter: { channel_prefix: 'private-slow' }, request_timeout_ms: 60_000 },
  busy: {
    ...unbatched,
    filter: { channel_prefix: 'private-busy' },
    retry: { initial_backoff_ms: 100, max_attempts: 3 },
  },
};

/** Seconds. Servers serve a while longer; a worker has one less for what it is sending. */
const env = { DRAIN_DELAY: '2', SHUTDOWN_GRACE_PERIOD: '6' };

let endpoints: Endpoints<keyof typeof settings>;
let cluster: ServerCluster;
let scrapes: LastScrapes;
beforeAll(async () => {
  endpoints = await Endpoints.start(settings);
  cluster = await startCluster({ webhooks: endpoints.webhooks, env }, { nodes: 2, workers: 1 });
  scrapes = new LastScrapes([...cluster.nodes, ...cluster.workers]);
});
afterAll(async () => {
  await scrapes?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
  await endpoints?.[Symbol.asyncDispose]();
});

/** Client events so far, each for one endpoint. */
let published = 0;

const draining = { ready: 503, status: { status: 'draining', reasons: [] }, live: 200 };

async function healthOf({ host, metricsPort: port }: WorkerProcess | ServerProcess): Promise<object> {
  const [ready, live] = await Promise.all(
    ['/ready', '/live'].map((path) => httpRequest({ host, port }, { path })),
  );
  return { ready: ready?.status, status: ready?.body, live: live?.status };
}

it('a worker that is ended finishes what it is sending, and gives back the rest to the others', async () => {
  const slow = endpoints.at('slow');
  const gate = new EventEmitter();
  const isOpen = once(gate, 'open');
  const hanging = new Set(['hang-1', 'hang-2', 'hang-3']);
  slow.behave(({ events: [event] }) => (hanging.delete(String(event?.data)) ? 'hang' : { delay: isOpen }));
  await using client = await RawClient.connect({ server: cluster.node(0) });
  await client.subscribe('private-slow');
  const send = (data: string) => client.send({ event: 'client-n', channel: 'private-slow', data });
  for (const data of ['hang-1', 'hang-2', 'hang-3', 'slow-1', 'slow-2', 'slow-3']) send(data);
  await eventually(() => slow.requests.length === 6, { what: 'six requests under way' });

  const old = cluster.worker(0);
  scrapes.watch(await cluster.addWorker());
  endpoints.at('busy').behave(failing({ share: 0.2 }));
  const load = await ClientEventLoad.start(cluster.node(1), { channel: 'private-busy' });
  await eventually(() => endpoints.at('busy').requests.length > 20, { withinMs: 20_000 });
  old.signal('SIGTERM');
  await eventually(async () => expect(await healthOf(old)).toEqual(draining));
  const before = addUp([scrapes.of(old)]).sent;
  gate.emit('open');
  await eventually(() => addUp([scrapes.of(old)]).sent >= before + 3);
  expect(await old.exited).toEqual({ code: 0, signal: null });
  await eventually(() => slow.events().length === 6, { withinMs: atOnce, what: 'what was given back' });
  const tries = slow.requests.flatMap(({ events, headers }) =>
    events.map(({ data }) => `${data} ${headers['x-shoal-delivery-id']}`),
  );
  expect(tries).toHaveLength(9);
  expect(new Set(tries).size).toBe(6);
  published += 6 + (await load.stop());
});

it('a server that is ended passes on everything that it has recorded', async () => {
  const loads = await Promise.all(
    cluster.nodes.map((server, index) => ClientEventLoad.start(server, { channel: `private-busy-${index}` })),
  );
  await eventually(() => loads.every(({ sent }) => sent > 50), { withinMs: 20_000 });
  const [old, other] = [cluster.node(0), cluster.node(1)];
  old.signal('SIGTERM');
  await eventually(async () => expect(await healthOf(old)).toEqual(draining));
  for (const load of loads) published += await load.stop();
  expect(await old.exited).toEqual({ code: 0, signal: null });

  await eventually(
    () => {
      const { queued, sent, failed } = scrapes.counts();
      expect({ queued, ended: sent + failed }).toEqual({ queued: published, ended: published });
    },
    { withinMs: 30_000, what: 'every event at its end' },
  );
  using api = new ApiClient(other);
  const { body } = await api.get('/webhooks/dead_letters', { query: { limit: '100' } });
  const letters = (body as { dead_letters: readonly unknown[] }).dead_letters.length;
  const received = endpoints.all.flatMap((receiver) => receiver.events()).length;
  expect(received + letters).toBe(published);
});

it('when all are ended, what was queued was sent, given up, or is still in the queue', async () => {
  const slow = endpoints.at('slow');
  slow.behave('hang');
  const before = slow.requests.length;
  const [worker, server] = [cluster.worker(1), cluster.node(1)];
  await using client = await RawClient.connect({ server });
  await client.subscribe('private-slow');
  for (const data of ['1', '2', '3', '4']) client.send({ event: 'client-n', channel: 'private-slow', data });
  await eventually(() => slow.requests.length === before + 4, { what: 'four requests under way' });
  worker.signal('SIGTERM');
  expect(await worker.exited).toEqual({ code: 0, signal: null });
  server.signal('SIGTERM');
  expect(await server.exited).toEqual({ code: 0, signal: null });

  const { sent, failed, ...others } = scrapes.counts();
  expect({ ended: sent + failed, ...others }).toEqual({
    ...{ ended: published, queued: published + 4 },
    ...{ gone: 0, lost: 0 },
  });
  const next = await scrapeMetrics(await cluster.addNode());
  expect(next.sum('sockudo_queue_jobs', { state: 'waiting' })).toBe(4);
});
