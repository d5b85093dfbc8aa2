import { httpRequest, type ObservedCluster, RawClient } from '@shoal/testing';
import { expectData } from './checks.js';
import type { ConfiguredServer } from './configured-server.js';
import { failRequests } from './fail-requests.js';
import { guideRows } from './guide/guide-rows.js';
import { observabilityRows } from './observability-rows.js';
import type { Bench } from './seed-row.js';
import { nothingDeployed, readDeployment } from './shipped/deployment.js';
import { readRepositoryFile } from './shipped/repository.js';
import { soketiRows } from './soketi-rows.js';
import { collectRefusals, startServers } from './start-servers.js';

const rows = [...guideRows, ...observabilityRows, ...soketiRows];

/** Declares the tests of the table, on a cluster under load that nobody counts any more. */
export function testSeeds(cluster: () => ObservedCluster): void {
  let bench: Bench;
  const started: AsyncDisposable[] = [];

  beforeAll(async () => {
    const observed = cluster();
    const [servers, refusals] = await Promise.all([startServers(started), collectRefusals(observed)]);
    bench = { observed, pages: await readPages(observed), ...servers, refusals, deployed: readDeployment() };
    // A ratio of errors has a value only where there are some.
    await failRequests(observed);
    observed.load.play();
    await talkTo(servers.byFile);
  }, 120_000);

  afterAll(async () => {
    for (const server of started) await server[Symbol.asyncDispose]();
  }, 60_000);

  it.each([...rows])('$document: $kind $subject', async ({ check }) => {
    await check(bench);
  });

  it.each(rows.filter(({ proof }) => proof === 'held'))(
    '$document: $kind $subject would fail if nothing were deployed',
    async ({ check }) => {
      await expect(check({ ...bench, deployed: nothingDeployed })).rejects.toThrow();
    },
  );

  it.each(queriesOf('docs/monitoring.md'))('docs/monitoring.md: %s', async (query) => {
    await expectData(bench.observed, query);
  });

  it('the load has done everything that it was to do', () => {
    expect(bench.observed.load.failures).toEqual([]);
  });
}

async function readPages({ processes }: ObservedCluster): Promise<string[]> {
  const answers = processes.map(({ process: { host, metricsPort } }) =>
    httpRequest({ host, port: metricsPort }, { path: '/metrics' }),
  );
  return (await Promise.all(answers)).map(({ text }) => text);
}

/** What stands in blocks of PromQL. */
function queriesOf(path: string): string[] {
  const blocks = [...readRepositoryFile(path).matchAll(/^```promql\n(.*?)^```/gms)].map(
    ([, text = '']) => text,
  );
  return blocks.flatMap((text) => text.split('\n')).filter((line) => line !== '' && !line.startsWith('#'));
}

/** A client comes, is refused a channel, and goes, and another one is not let in: the log tells of it. */
async function talkTo({ place: { host, port } }: ConfiguredServer): Promise<void> {
  const server = { host, port, app: { id: 'app-id', key: 'app-key', secret: 'app-secret' } };
  await using stranger = await RawClient.open({ server, key: 'unknown' });
  await stranger.closed;
  await using client = await RawClient.connect({ server });
  await client.subscribe('private-closed', { auth: 'app-key:nothing' }).catch(() => undefined);
  await client.close();
}
