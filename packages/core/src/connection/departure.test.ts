import { createTestApp, createTestNode, FakeSocket } from '../testing/index.js';

test('whoever ends a connection, everything that it held is given back', async () => {
  const node = await createTestNode({ apps: [createTestApp({ limits: { connections: 1 } })] });
  const client = node.connect();
  client.signIn('u', { watchlist: ['v'] });
  for (const channel of ['a', 'private-a', 'cache-a']) client.subscribe(channel);
  client.subscribe('presence-a', { userId: 'u' });
  client.close();
  node.clock.settle();
  expect([...node.node.tables.apps()]).toEqual([]);
  expect(await node.node.countConnections('app-id')).toBe(0);
  expect(await node.stores.users.countSockets('app-id', 'u')).toBe(0);
  expect(await node.stores.channels.members({ appId: 'app-id', name: 'presence-a' })).toEqual([]);
  expect(node.observer.calls('unsubscribed')).toHaveLength(5);
  expect(node.knock().closed).toBeUndefined();
});

test('a connection that is gone twice is gone once', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.close(1001);
  client.close(1006);
  expect(node.observer.calls('connectionClosed')).toMatchObject([[{}, { code: 1001, reason: 'going_away' }]]);
  expect(node.observer.countersOf('app-id').connectionsClosed).toBe(1);
});

test.each([
  [1000, 'normal'],
  [1001, 'going_away'],
  [1006, 'network'],
  [1002, 'protocol_error'],
  [1009, 'limit'],
  [4200, 'normal'],
])('close code %i of a client is a %s end', async (code, reason) => {
  const node = await createTestNode();
  const client = node.connect();
  node.clock.advance(2500);
  client.close(code);
  expect(node.observer.calls('connectionClosed')).toMatchObject([
    [{}, { code, side: 'client', reason, seconds: 2.5 }],
  ]);
});

test('what was published before the end is delivered before the error frame', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.signIn('u');
  client.subscribe('a');
  node.clock.settle();
  client.take();
  node.publish('a', 'last');
  void node.node.closeUser('app-id', 'u', 'terminated');
  node.publish('a', 'too late');
  node.clock.settle();
  expect(client.takeEvents()).toEqual(['last', 'pusher:error']);
  expect(client.socket.closed?.code).toBe(4009);
});

describe('draining', () => {
  test('moves everybody away over the window, evenly, with 4200, and refuses newcomers', async () => {
    const node = await createTestNode();
    const clients = Array.from({ length: 100 }, () => node.connect());
    const closed = (): number => clients.filter(({ socket }) => socket.closed !== undefined).length;
    const drained = node.node.drain(10_000);
    node.clock.advance(5000);
    expect(closed()).toBe(50);
    expect(node.knock().closed?.code).toBe(4100);
    node.clock.advance(5000);
    await drained;
    expect(clients.map(({ socket }) => socket.closed?.code)).toEqual(clients.map(() => 4200));
    expect(clients[0]?.takeEvents()).toEqual(['pusher:error']);
    expect(node.observer.calls('connectionClosed')).toMatchObject(
      clients.map(() => [{}, { reason: 'drain' }]),
    );
  });

  test('with no window moves them at once, and with nobody is done', async () => {
    const node = await createTestNode();
    const client = node.connect();
    await node.node.drain(0);
    expect(client.socket.closed?.code).toBe(4200);
    await node.node.drain(1000);
  });

  test('who leaves meanwhile is not waited for', async () => {
    const node = await createTestNode();
    const clients = Array.from({ length: 4 }, () => node.connect());
    const drained = node.node.drain(1000);
    for (const client of clients) client.close();
    node.clock.advance(1000);
    await drained;
    expect(node.observer.calls('connectionClosed')).toHaveLength(4);
  });

  test('keeps moved users in the lists for the grace of a drain, so that they do not flap', async () => {
    const node = await createTestNode({ grace: { drain: 5000 } });
    const [stays, moves] = [node.connect(), node.connect()];
    stays.subscribe('presence-a', { userId: 'stays' });
    moves.subscribe('presence-a', { userId: 'moves' });
    node.clock.settle();
    const leave = jest.spyOn(node.stores.channels, 'leave');
    await node.node.drain(0);
    node.clock.settle();
    expect(leave.mock.calls.map(([{ cause }]) => cause)).toEqual(['drained', 'drained']);
    expect(await node.stores.channels.members({ appId: 'app-id', name: 'presence-a' })).toEqual([]);
    const update = await node.stores.channels.catchUp({ appId: 'app-id', name: 'presence-a' }, undefined);
    expect(update).toMatchObject({
      kind: 'members',
      members: new Map([
        ['stays', {}],
        ['moves', {}],
      ]),
    });
  });
});

describe('connections that have to authorise themselves in time', () => {
  test('are closed with 4009 when they did not', async () => {
    const node = await createTestNode({ settings: { authorizationTimeout: 30 } });
    const [idle, listener] = [node.connect(), node.connect()];
    listener.subscribe('public');
    node.clock.advance(29_999);
    expect(idle.socket.closed).toBeUndefined();
    node.clock.advance(1);
    expect(idle.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4009 } }]);
    expect([idle, listener].map(({ socket }) => socket.closed?.code)).toEqual([4009, 4009]);
  });

  test('stay when they signed in or entered a channel that needs a signature', async () => {
    const node = await createTestNode({ settings: { authorizationTimeout: 30, activityTimeout: 600 } });
    const [user, subscriber, member] = [node.connect(), node.connect(), node.connect()];
    user.signIn('u');
    subscriber.subscribe('private-a');
    member.subscribe('presence-a', { userId: 'u' });
    node.clock.advance(60_000);
    expect([user, subscriber, member].map(({ socket }) => socket.closed)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('is a switch of its own, off unless it is set', async () => {
    const node = await createTestNode({ settings: { activityTimeout: 600 } });
    const client = node.connect();
    node.clock.advance(500_000);
    expect(client.socket.closed).toBeUndefined();
  });
});

test('a refused socket holds nothing and is told nothing more', async () => {
  const node = await createTestNode();
  const socket = new FakeSocket();
  void node.node.open(socket, { appKey: 'unknown', protocol: '7', origin: undefined });
  node.clock.advance(1_000_000);
  expect(socket.messages).toHaveLength(1);
});

test.each([
  [1002, 'protocol_error', 'protocol_error'],
  [1007, 'protocol_error', 'protocol_error'],
  [1009, 'limit', 'message_too_large'],
])('a client that broke the WebSocket protocol is gone at once, with %i', async (code, reason, error) => {
  const node = await createTestNode();
  const client = node.connect();
  node.node.violated(client.connection, code);
  client.close(1006);
  expect(client.take()).toEqual([]);
  expect(node.observer.calls('connectionErrored')).toEqual([[error, 'app-id']]);
  expect(node.observer.calls('connectionClosed')).toMatchObject([[{}, { code, side: 'server', reason }]]);
});
