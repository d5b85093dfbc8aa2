import { RawClient, startObservedCluster } from '@shoal/testing';
import { expectData } from './checks.js';
import { ConfiguredServer } from './configured-server.js';
import { guideRows } from './guide-rows.js';
import { observabilityRows } from './observability-rows.js';
import { readRepositoryFile, ruleFiles } from './repository.js';
import type { Bench } from './seed-row.js';
import { soketiRows } from './soketi-rows.js';

jest.setTimeout(90_000);

let bench: Bench;
const started: AsyncDisposable[] = [];

beforeAll(async () => {
  const observed = startObservedCluster({
    ruleFiles: ruleFiles(),
    hasNodeExporter: true,
    load: { rooms: 4, pace: 50 },
  });
  const servers = Promise.all([startByFile(), startByVariables(), startBySoketi()]);
  started.push(await observed, ...(await servers));
  const [byFile, byVariables, bySoketi] = await servers;
  bench = { observed: await observed, byFile, byVariables, bySoketi };
  bench.observed.load.play();
  await talkTo(byFile);
}, 120_000);

afterAll(async () => {
  for (const part of [...started].reverse()) await part[Symbol.asyncDispose]();
});

const rows = [...guideRows, ...observabilityRows, ...soketiRows];

it.each([...rows])('$document: $kind $subject', async ({ check }) => {
  await check(bench);
});

it.each(queriesOf('docs/monitoring.md'))('docs/monitoring.md: %s', async (query) => {
  await expectData(bench.observed, query);
});

it('the load has done everything that it was to do', () => {
  expect(bench.observed.load.failures).toEqual([]);
});

/** What stands in blocks of PromQL. */
function queriesOf(path: string): string[] {
  const blocks = [...readRepositoryFile(path).matchAll(/^```promql\n(.*?)^```/gms)].map(
    ([, text = '']) => text,
  );
  return blocks.flatMap((text) => text.split('\n')).filter((line) => line !== '' && !line.startsWith('#'));
}

function startByFile(): Promise<ConfiguredServer> {
  return ConfiguredServer.start(({ metricsPort, tcpPort }) => ({
    config: {
      metrics: {
        ...{ enabled: true, driver: 'prometheus', host: '0.0.0.0', port: metricsPort },
        prometheus: { prefix: 'guide_' },
        tcp_exporter: { enabled: true, host: '127.0.0.1', port: tcpPort, buffer_size: 1024 },
      },
      ...{ debug: true, log_format: 'json' },
    },
  }));
}

function startByVariables(): Promise<ConfiguredServer> {
  return ConfiguredServer.start(({ metricsPort }) => ({
    env: {
      ...{ METRICS_ENABLED: 'true', METRICS_HOST: '0.0.0.0', METRICS_PORT: String(metricsPort) },
      ...{ PROMETHEUS_METRICS_PREFIX: 'own_', LOG_FORMAT: 'json', LOG_LEVEL: 'info' },
    },
  }));
}

function startBySoketi(): Promise<ConfiguredServer> {
  return ConfiguredServer.start(({ metricsPort }) => ({
    env: {
      ...{ SOKETI_METRICS_ENABLED: '1', SOKETI_METRICS_SERVER_PORT: String(metricsPort) },
      ...{ SOKETI_METRICS_DRIVER: 'prometheus', SOKETI_METRICS_PROMETHEUS_PREFIX: 'old_' },
    },
  }));
}

/** A client comes, is refused a channel, and goes, and another one is not let in: the log tells of it. */
async function talkTo({ ports: { port } }: ConfiguredServer): Promise<void> {
  const app = { id: 'app-id', key: 'app-key', secret: 'app-secret' };
  const server = { host: '127.0.0.1', port, app };
  await using stranger = await RawClient.open({ server, key: 'unknown' });
  await stranger.closed;
  await using client = await RawClient.connect({ server });
  await client.subscribe('private-closed', { auth: 'app-key:nothing' }).catch(() => undefined);
  await client.close();
}
