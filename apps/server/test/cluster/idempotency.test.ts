import { ApiClient, eventually, RawClient, ServerCluster } from '@shoal/testing';

jest.setTimeout(60_000);

let cluster: ServerCluster;
beforeAll(async () => {
  cluster = await ServerCluster.start();
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

async function post(index: number, body: Record<string, unknown>) {
  using api = new ApiClient(cluster.node(index));
  return await api.post('/events', { body: { name: 'news', data: '{}', ...body } });
}

it('of sixty equal publishes that come to three nodes at once one is made, and all are answered alike', async () => {
  await using client = await RawClient.connect({ server: cluster.node(0) });
  await client.subscribe('presence-sixty', { member: { user_id: '1' } });
  const body = { channel: 'presence-sixty', info: 'user_count', idempotency_key: 'sixty' };
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => post(index % 3, body)));

  const done = answers.filter(({ status }) => status === 200);
  expect(done.filter(({ headers }) => headers['x-idempotency-replayed'] === undefined)).toHaveLength(1);
  for (const answer of done)
    expect(answer.body).toEqual({ channels: { 'presence-sixty': { user_count: 1 } } });
  // Whoever waited too long for the first one is told to come again.
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    expect(answer).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
  }
  expect((await post(2, body)).headers).toMatchObject({ 'x-idempotency-replayed': 'true' });
  await expectOnce(client, 'presence-sixty');
});

it('a key that was used on one node is in conflict with another request on every other', async () => {
  await using client = await RawClient.connect({ server: cluster.node(2) });
  await client.subscribe('conflict');
  const body = { channel: 'conflict', idempotency_key: 'conflict' };
  expect(await post(0, body)).toMatchObject({ status: 200 });
  expect(await post(1, { ...body, data: '{"other":1}' })).toMatchObject({
    status: 409,
    body: { code: 'idempotency_conflict' },
  });
  await expectOnce(client, 'conflict');
});

it('while Redis is away a publish with a key is refused, and one without is not', async () => {
  const body = { channel: 'away' };
  cluster.redis.server.pause();
  try {
    const refused = await post(0, { ...body, idempotency_key: 'away' });
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': expect.any(String) } });
    expect(await post(0, body)).toMatchObject({ status: 200 });
  } finally {
    cluster.redis.server.resume();
  }
  await eventually(
    async () => expect(await post(0, { ...body, idempotency_key: 'back' })).toMatchObject({ status: 200 }),
    { withinMs: 20_000 },
  );
});

/** Events of one node keep their order on their way, so nothing that was published before is still to come. */
async function expectOnce(client: RawClient, channel: string): Promise<void> {
  for (const index of cluster.nodes.keys()) {
    await post(index, { channel, name: `end-${index}` });
    await client.next(`end-${index}`);
  }
  expect(client.drainInbox().filter(({ event }) => event === 'news')).toHaveLength(1);
}
