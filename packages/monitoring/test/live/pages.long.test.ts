import { catalogueAreas, type MetricDefinition } from '@shoal/metrics';
import {
  ApiClient,
  type AppCredentials,
  httpRequest,
  MetricsScrape,
  RawClient,
  runPromtool,
  type ServerProcess,
  scrapeMetrics,
  startObservedCluster,
  startServer,
} from '@shoal/testing';
import { guideMetrics } from '../seeds/guide/guide-metrics.js';

jest.setTimeout(120_000);

const prometheusAccept =
  'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1';

interface MetricsAddress {
  readonly host: string;
  readonly metricsPort: number;
}

async function ask(server: ServerProcess, path: string, headers: Readonly<Record<string, string>> = {}) {
  return await httpRequest({ host: server.host, port: server.metricsPort }, { path, headers });
}

/** What `promtool check metrics` finds; empty when all is well. */
async function promtoolSays({ host, metricsPort }: MetricsAddress): Promise<string> {
  const { text } = await httpRequest({ host, port: metricsPort }, { path: '/metrics' });
  const { output } = await runPromtool(['check', 'metrics'], { input: text });
  return output.trim();
}

/** Names that a page declares, with HELP and TYPE. */
function declaredIn(page: string): readonly string[] {
  return [...page.matchAll(/^# HELP (\S+) .+\n# TYPE \1 /gm)].map(([, name = '']) => name);
}

describe('one embedded server', () => {
  let server: ServerProcess;
  beforeAll(async () => {
    server = await startServer({ env: { METRICS_OPENMETRICS: '1' }, readyWithinMs: 60_000 });
  }, 90_000);
  afterAll(() => server?.[Symbol.asyncDispose]());

  it('declares the 41 metrics of the guide at its first scrape', async () => {
    const { text } = await ask(server, '/metrics');
    const declared = declaredIn(text);
    expect(guideMetrics.filter((name) => !declared.includes(`sockudo_${name}`))).toEqual([]);
    expect(guideMetrics).toHaveLength(41);
  });

  it('declares what the observability guide asks for at its first scrape', async () => {
    const declared = declaredIn((await ask(server, '/metrics')).text);
    const wanted = catalogueAreas.flatMap(({ metrics }) =>
      Object.entries<MetricDefinition>(metrics).flatMap(([name, { seed }]) => (seed === 'seed2' ? name : [])),
    );
    expect(wanted.filter((name) => !declared.includes(`sockudo_${name}`))).toEqual([]);
    expect(wanted.length).toBeGreaterThan(30);
  });

  it('serves what promtool finds nothing wrong with', async () => {
    using api = new ApiClient(server);
    await api.post('/events', { body: { name: 'order', channel: 'news', data: '{}' } });
    expect(await promtoolSays(server)).toBe('');
  });

  it('serves text, JSON, gzip, and OpenMetrics where that is switched on', async () => {
    const text = await ask(server, '/metrics');
    expect(text.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const json = await ask(server, '/metrics?json=1');
    expect(json.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(json.body).toContainEqual(expect.objectContaining({ name: 'sockudo_ready', type: 'gauge' }));
    const zipped = await fetch(`http://${server.host}:${server.metricsPort}/metrics`, {
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(zipped.headers.get('content-encoding')).toBe('gzip');
    expect(await zipped.text()).toContain('# TYPE sockudo_ready gauge');
    const open = await ask(server, '/metrics', { accept: prometheusAccept });
    expect(open.headers['content-type']).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(open.text.endsWith('# EOF\n')).toBe(true);
  });

  it('answers 404 to /metrics on the public port', async () => {
    expect((await httpRequest(server, { path: '/metrics' })).status).toBe(404);
  });
});

it('promtool finds nothing wrong with what servers of a cluster and workers serve', async () => {
  await using observed = await startObservedCluster({ servers: 1, hasPrometheus: false });
  const said = await Promise.all(observed.processes.map(({ process }) => promtoolSays(process)));
  expect(said).toEqual(observed.processes.map(() => ''));
  expect(new Set(observed.processes.map(({ role }) => role)).size).toBe(3);
});

const budget = 2_000;
const atOnce = 50;

/** A thousand apps, each of which publishes once, and a client that makes up whatever it can. */
it('series stay within the budget, whatever is made up', async () => {
  const apps = Array.from({ length: 1_000 }, (_, index) => ({
    ...{ id: `app-${index}`, key: `key-${index}`, secret: 'secret' },
    features: { enable_client_messages: true },
  }));
  await using server = await startServer({
    config: { app_manager: { array: { apps } } },
    env: { METRICS_MAX_SERIES_PER_METRIC: String(budget) },
    readyWithinMs: 60_000,
  });
  for (let first = 0; first < apps.length; first += atOnce) {
    await Promise.all(apps.slice(first, first + atOnce).map((app) => publishOnce(server, app)));
  }
  const before = await scrapeMetrics(server);
  await makeUp(server, apps[0]);
  const page = (await ask(server, '/metrics')).text;
  const after = new MetricsScrape(page);

  const counts = new Map<string, number>();
  for (const { name, labels } of after.samples) {
    if (labels.app_id !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  // Folded series come on top: one for each set of the other labels.
  expect(Math.max(...counts.values())).toBeLessThan(budget + 100);
  expect(after.value('sockudo_metrics_series_folded_total')).toBeGreaterThan(0);
  expect(after.sum('sockudo_publishes_accepted_total', { source: 'http' })).toBe(apps.length);
  expect(page).not.toContain('invented');
  const named = (scrape: MetricsScrape) => new Set(scrape.samples.map(({ labels }) => labels.app_id));
  expect([...named(after)].filter((id) => !named(before).has(id))).toEqual([]);
});

async function publishOnce({ host, port }: ServerProcess, app: AppCredentials): Promise<void> {
  using api = new ApiClient({ host, port, app });
  const { status } = await api.post('/events', { body: { name: 'order', channel: 'news', data: '{}' } });
  expect(status).toBe(200);
}

/** Keys, channels, events, paths and methods that nobody has heard of. */
async function makeUp(server: ServerProcess, app: AppCredentials | undefined): Promise<void> {
  if (app === undefined) throw new Error('There is no app');
  const address = { host: server.host, port: server.port, app };
  await using client = await RawClient.connect({ server: address });
  for (let number = 0; number < 50; number += 1) {
    await client.subscribe(`private-invented-${number}`);
    client.send({ event: `client-invented-${number}`, channel: `private-invented-${number}`, data: {} });
    client.send({ event: `invented:${number}`, data: {} });
    await using stranger = await RawClient.open({ server: address, key: `invented-${number}` });
    await stranger.closed;
    await httpRequest(server, { path: `/invented-${number}/metrics` });
    await httpRequest(server, { method: 'POST', path: `/apps/invented-${number}/events` });
  }
  await client.barrier();
}
