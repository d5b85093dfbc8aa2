import { ApiClient, RawClient, ServerCluster, scrapeMetrics } from '@shoal/testing';

jest.setTimeout(60_000);

it('a node without a subscriber of a channel receives nothing of it', async () => {
  await using cluster = await ServerCluster.start({ nodes: 3 });
  await using listener = await RawClient.connect({ server: cluster.node(1) });
  await using bystander = await RawClient.connect({ server: cluster.node(2) });
  await listener.subscribe('busy');
  await listener.subscribe('presence-busy', { member: { user_id: 'ann' } });
  await bystander.subscribe('calm');
  const received = async (node: number) =>
    (await scrapeMetrics(cluster.node(node))).sum('sockudo_adapter_operations_total', {
      operation: 'receive',
    });
  const before = [await received(1), await received(2)];

  using api = new ApiClient(cluster.node(0));
  for (let index = 0; index < 20; index += 1) {
    await api.post('/events', {
      body: { name: `event-${index}`, channels: ['busy', 'presence-busy'], data: '{}' },
    });
  }
  // Lists too: somebody joins and leaves on another node.
  await using joiner = await RawClient.connect({ server: cluster.node(0) });
  await joiner.subscribe('presence-busy', { member: { user_id: 'ben' } });
  await listener.next('pusher_internal:member_added');
  // Published last, over the same connection: everything before it would have come.
  await api.post('/events', { body: { name: 'last', channels: ['busy', 'calm'], data: '{}' } });
  await Promise.all([listener.next('last'), bystander.next('last')]);

  const after = [await received(1), await received(2)];
  const [ofListener = 0, ofBystander = 0] = after.map((count, index) => count - (before[index] ?? 0));
  expect(ofBystander).toBe(1);
  // 20 events in two channels, a hint, and the last one.
  expect(ofListener).toBe(42);
});
