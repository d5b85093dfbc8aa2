import {
  createTestApp,
  createTestNode,
  DelayedChannelStore,
  RecordingAdapter,
  ReplyQueue,
} from './testing/index.js';

describe('closeUser', () => {
  test.each([
    ['terminated', 4009],
    ['reconnect', 4200],
  ] as const)('%s closes every connection of the user with %i, here and elsewhere', async (error, code) => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [one, two, other] = [node.connect(), node.connect(), node.connect()];
    one.signIn('u');
    two.signIn('u');
    other.signIn('v');
    expect(await node.node.closeUser('app-id', 'u', error)).toBe(2);
    expect([one, two, other].map(({ socket }) => socket.closed?.code)).toEqual([code, code, undefined]);
    expect(adapter.controls).toEqual([
      { room: '#server-to-user-u', message: { kind: 'close_connections', error } },
    ]);
    expect(node.observer.calls('connectionClosed')).toMatchObject([
      [{}, { reason: 'terminated' }],
      [{}, { reason: 'terminated' }],
    ]);
  });

  test('is heard from other nodes', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const client = node.connect();
    client.signIn('u');
    const message = { kind: 'close_connections', error: 'terminated' } as const;
    adapter.node.control({ appId: 'other', name: '#server-to-user-u' }, message);
    expect(client.socket.closed).toBeUndefined();
    adapter.node.control({ appId: 'app-id', name: '#server-to-user-u' }, message);
    expect(client.socket.closed?.code).toBe(4009);
  });

  test('of nobody reaches nobody', async () => {
    const node = await createTestNode();
    expect(await node.node.closeUser('app-id', 'nobody', 'terminated')).toBe(0);
  });
});

describe('tables', () => {
  test('show what is there now: connections, channels by type, members and queued bytes', async () => {
    const node = await createTestNode({
      apps: [createTestApp(), createTestApp({ id: 'idle', credentials: [{ key: 'k', secret: 's' }] })],
    });
    const [one, two] = [node.connect(), node.connect()];
    one.signIn('u');
    for (const channel of ['a', 'b', 'cache-a', 'private-a']) one.subscribe(channel);
    one.subscribe('presence-a', { userId: 'u' });
    two.subscribe('presence-a', { userId: 'v' });
    two.subscribe('presence-b', { userId: 'v' });
    two.socket.queuedBytes = 1234;
    node.clock.settle();
    expect([...node.node.tables.apps()]).toEqual([
      {
        appId: 'app-id',
        connections: 2,
        channels: new Map([
          ['public', 2],
          ['cache', 1],
          ['private', 1],
          ['presence', 2],
        ]),
        presenceMembers: 3,
        sendBufferBytes: 1234,
      },
    ]);
    node.publish('cache-a', 'e');
    expect(node.node.tables.cacheBytes()).toBeGreaterThan(0);
    expect(node.node.tables.adapterConnected()).toBe(true);
  });
});

test('what this node holds is what the store has taken in, not what is still on its way', async () => {
  const replies = new ReplyQueue();
  const node = await createTestNode({
    stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
  });
  const [one, two] = [node.connect(), node.connect()];
  one.subscribe('presence-a', { userId: 'in' });
  await replies.answerAll();
  await node.settle();
  two.subscribe('presence-a', { userId: 'on-its-way' });
  two.subscribe('private-b');
  expect([...node.node.held()].map(({ channel, count, members }) => [channel.name, count, members])).toEqual([
    ['presence-a', 2, [{ key: 'in', userId: 'in' }]],
  ]);
});

describe('stop', () => {
  test('records at once what waits for the end of a grace, and no later than that', async () => {
    const node = await createTestNode({
      apps: [createTestApp({ webhookEvents: new Set(['channel_vacated', 'member_removed']) })],
      grace: { webhooks: 3_000, drain: 10_000 },
    });
    const [one, two, stays] = [node.connect(), node.connect(), node.connect()];
    one.subscribe('presence-a', { userId: 'u' });
    two.subscribe('presence-a', { userId: 'v' });
    stays.subscribe('b');
    one.close();
    two.close();
    await node.settle();
    expect(node.webhooks.events).toEqual([]);
    node.node.stop();
    const channel = 'presence-a';
    expect([...node.webhooks.events].sort((a, b) => a.name.localeCompare(b.name))).toMatchObject([
      { name: 'channel_vacated', channel },
      { name: 'member_removed', channel, user_id: 'u' },
      { name: 'member_removed', channel, user_id: 'v' },
    ]);
    stays.close();
    await node.settle();
    expect(node.webhooks.events.slice(3)).toMatchObject([{ name: 'channel_vacated', channel: 'b' }]);
    node.clock.advance(60_000);
    expect(node.webhooks.events).toHaveLength(4);
  });
});
