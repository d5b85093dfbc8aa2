import { ApiClient, eventually, RawClient, ServerCluster, scrapeMetrics } from '@shoal/testing';

jest.setTimeout(90_000);

/** The numbers are read every five seconds. */
const patience = { withinMs: 20_000, everyMs: 200 };

it('every node tells what the whole cluster has, and nothing while Redis is away', async () => {
  await using cluster = await ServerCluster.start({ nodes: 2 });
  await using first = await RawClient.connect({ server: cluster.node(0) });
  await using second = await RawClient.connect({ server: cluster.node(1) });
  const member = (id: string) => ({ member: { user_id: id } });
  await first.subscribe('shared');
  await first.subscribe('own');
  await first.subscribe('presence-shared', member('ann'));
  await second.subscribe('shared');
  await second.subscribe('presence-shared', member('ann'));
  await second.subscribe('presence-own', member('ben'));

  const gauges = async (node: number) => {
    const scrape = await scrapeMetrics(cluster.node(node));
    const values = (name: string) => scrape.series(`sockudo_${name}`).map(({ value }) => value);
    const sums = {
      here: scrape.sum('sockudo_active_channels'),
      members: scrape.sum('sockudo_presence_members'),
    };
    return { ...sums, cluster: values('cluster_active_channels'), all: values('cluster_presence_members') };
  };
  const expectKnown = async () => {
    expect(await gauges(0)).toEqual({ here: 3, members: 1, cluster: [4], all: [2] });
    expect(await gauges(1)).toEqual({ here: 3, members: 2, cluster: [4], all: [2] });
  };
  await eventually(expectKnown, patience);

  cluster.redis.server.pause();
  await eventually(async () => {
    expect(await gauges(0)).toEqual({ here: 3, members: 1, cluster: [], all: [] });
    expect(await gauges(1)).toEqual({ here: 3, members: 2, cluster: [], all: [] });
  }, patience);
  cluster.redis.server.resume();
  await eventually(expectKnown, patience);
});

it('what a release has stored that this one cannot read is left out, and counted', async () => {
  await using cluster = await ServerCluster.start({ nodes: 1 });
  await using client = await RawClient.connect({ server: cluster.node(0) });
  await client.subscribe('presence-mixed', { member: { user_id: 'ann' } });
  const unreadable = async (kind: string) =>
    (await scrapeMetrics(cluster.node(0))).value('sockudo_adapter_unreadable_values_total', { kind });
  expect([await unreadable('stored'), await unreadable('packet')]).toEqual([0, 0]);
  const { server } = cluster.redis;
  const key = await server.command('KEYS', '*shown:app-id:presence-mixed');
  await server.command('HSET', key, 'ann', '9{"id":"ann"}');
  using api = new ApiClient(cluster.node(0));
  expect((await api.get('/channels/presence-mixed/users')).body).toEqual({ users: [] });
  expect([await unreadable('stored'), await unreadable('packet')]).toEqual([1, 0]);
});
