import { ApiClient, eventually, RawClient, ServerCluster } from '@shoal/testing';

jest.setTimeout(60_000);

let cluster: ServerCluster;
beforeAll(async () => {
  cluster = await ServerCluster.start();
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

const connect = (index: number) => RawClient.connect({ server: cluster.node(index) });
const member = (id: string) => ({ member: { user_id: id, user_info: { name: id } } });

it('an event published on any node reaches the subscribers of all, once and in order', async () => {
  const clients = await Promise.all([0, 1, 2].map(connect));
  for (const client of clients) await client.subscribe('news');
  for (const [index, node] of cluster.nodes.entries()) {
    using api = new ApiClient(node);
    for (const name of ['first', 'second']) {
      await api.post('/events', { body: { name: `${name}-${index}`, channel: 'news', data: '{}' } });
    }
    for (const client of clients) {
      expect(await client.next(({ channel }) => channel === 'news')).toMatchObject({
        event: `first-${index}`,
      });
      expect(await client.next(({ channel }) => channel === 'news')).toMatchObject({
        event: `second-${index}`,
      });
    }
  }
  await Promise.all(clients.map((client) => client.close()));
});

it('a presence channel has one list on all nodes, and each change is told once', async () => {
  await using first = await connect(0);
  await using second = await connect(1);
  await first.subscribe('presence-lobby', member('alice'));
  const answer = await second.subscribe('presence-lobby', member('bob'));
  expect(answer.payload).toMatchObject({ presence: { count: 2, ids: ['alice', 'bob'] } });
  expect(await first.next('pusher_internal:member_added')).toMatchObject({ payload: { user_id: 'bob' } });

  for (const node of cluster.nodes) {
    using api = new ApiClient(node);
    expect((await api.get('/channels/presence-lobby/users')).body).toEqual({
      users: [{ id: 'alice' }, { id: 'bob' }],
    });
  }
  await second.close();
  expect(await first.next('pusher_internal:member_removed')).toMatchObject({ payload: { user_id: 'bob' } });
});

it('every node knows which channels are occupied, and by how many', async () => {
  const clients = await Promise.all([0, 1, 2].map(connect));
  for (const client of clients) await client.subscribe('counted');
  for (const node of cluster.nodes) {
    using api = new ApiClient(node);
    const query = { info: 'subscription_count' };
    await eventually(async () =>
      expect((await api.get('/channels/counted', { query })).body).toMatchObject({ subscription_count: 3 }),
    );
  }
  await Promise.all(clients.map((client) => client.close()));
  using api = new ApiClient(cluster.node(0));
  await eventually(async () =>
    expect((await api.get('/channels/counted')).body).toMatchObject({ occupied: false }),
  );
});

it('a signed-in user is reached on every node, counted, and thrown out of all', async () => {
  await using first = await connect(0);
  await using second = await connect(1);
  for (const client of [first, second]) await client.signin({ id: 'carol' });
  using api = new ApiClient(cluster.node(2));
  await api.post('/events', {
    body: { name: 'notice', channel: '#server-to-user-carol', data: '"lunch?"' },
  });
  for (const client of [first, second]) expect((await client.next('notice')).payload).toBe('lunch?');

  const { headers } = await api.post('/users/carol/terminate_connections', { body: {} });
  expect(headers).toMatchObject({ 'x-connections-reached': '2' });
  for (const client of [first, second]) expect(await client.closed).toMatchObject({ code: 4009 });
});

it('whoever watches a user hears of it, wherever both are', async () => {
  await using watcher = await connect(0);
  await using watched = await connect(1);
  await watcher.signin({ id: 'dora', watchlist: ['emil'] });
  const events = (name: string) => ({ payload: { events: [{ name, user_ids: ['emil'] }] } });
  expect(await watcher.next('pusher_internal:watchlist_events')).toMatchObject(events('offline'));
  await watched.signin({ id: 'emil' });
  expect(await watcher.next('pusher_internal:watchlist_events')).toMatchObject(events('online'));
  await watched.close();
  expect(await watcher.next('pusher_internal:watchlist_events')).toMatchObject(events('offline'));
});

it('a cache channel gives its last event on every node', async () => {
  using api = new ApiClient(cluster.node(0));
  await api.post('/events', { body: { name: 'score', channel: 'cache-match', data: '"2:1"' } });
  await using client = await connect(2);
  await client.subscribe('cache-match');
  expect((await client.next('score')).payload).toBe('2:1');
});
