import { ApiClient, eventually, type ObservedCluster, scrapeMetrics } from '@shoal/testing';

/** Milliseconds in which Redis says nothing: longer than a server believes in it. */
const silence = '4000';

/** Has every server of a cluster without load answer some requests with 503, while Redis is silent. */
export async function failRequests({ cluster }: ObservedCluster): Promise<void> {
  await cluster.redis.server.command('CLIENT', 'PAUSE', silence, 'ALL');
  await Promise.all(
    cluster.nodes.map(async (node) => {
      using api = new ApiClient(node);
      const statusOf = async () => (await api.get('/channels')).status;
      const becomes = async (wanted: number) => (await statusOf()) === wanted;
      await eventually(() => becomes(503), { withinMs: 10_000, everyMs: 100, what: 'a request that fails' });
      for (let more = 0; more < 4; more += 1) await statusOf();
      // One request says nothing of the other parts of Redis.
      const isWell = async () => {
        const page = await scrapeMetrics(node);
        return (
          page.sum('sockudo_degraded') === 0 && page.value('sockudo_ready') === 1 && (await becomes(200))
        );
      };
      await eventually(isWell, { withinMs: 30_000, everyMs: 200, what: 'a server that is well' });
    }),
  );
}
