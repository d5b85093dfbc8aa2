import { createTestApp, createTestNode, dataOf } from '../testing/index.js';

test('a ping is answered with a pong', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.send({ event: 'pusher:ping', data: {} });
  expect(client.take()).toEqual([{ event: 'pusher:pong', data: '{}' }]);
});

test.each([
  ['not JSON', '{"event":'],
  ['no object', '"pusher:ping"'],
  ['no event', '{"data":{}}'],
  ['a subscribe without a channel', '{"event":"pusher:subscribe","data":{}}'],
  ['a client event without a channel', '{"event":"client-e","data":{}}'],
  ['data that is no object', '{"event":"pusher:signin","data":"[]"}'],
])('%s is answered with an error, and the connection stays', async (_why, text) => {
  const node = await createTestNode();
  const client = node.connect();
  client.sendText(text);
  expect(client.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4300 } }]);
  expect(client.socket.closed).toBeUndefined();
  expect(node.observer.calls('connectionErrored')).toEqual([['protocol_error', 'app-id']]);
});

test('what a newer client may say is ignored; data may be a string of JSON', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.send({ event: 'pusher:from-the-future', data: {} });
  client.send({ event: 'pusher:pong', data: {} });
  expect(client.take()).toEqual([]);
  client.send({ event: 'pusher:subscribe', data: '{"channel":"a"}' });
  expect(client.takeEvents()).toEqual(['pusher_internal:subscription_succeeded']);
});

test('frames over the rate are answered and dropped; where the app says so the connection is closed', async () => {
  const limit = { max: 1, windowSeconds: 10 };
  const mild = createTestApp({ limits: { messages: { ...limit, terminate: false } } });
  const strict = createTestApp({
    id: 'strict',
    credentials: [{ key: 'strict-key', secret: 's' }],
    limits: { messages: { ...limit, terminate: true } },
  });
  const node = await createTestNode({ apps: [mild, strict] });
  const [dropped, closed] = [node.connect(), node.connect({ appKey: 'strict-key' })];
  for (const client of [dropped, closed]) {
    client.send({ event: 'pusher:ping' });
    client.send({ event: 'pusher:ping' });
  }
  expect(dropped.take().slice(1)).toMatchObject([{ event: 'pusher:error', data: { code: 4301 } }]);
  expect(dropped.socket.closed).toBeUndefined();
  expect(closed.take().slice(1)).toMatchObject([{ event: 'pusher:error', data: { code: 4100 } }]);
  expect(closed.socket.closed?.code).toBe(4100);
});

test('what breaks inside is reported with its cause and answered without it', async () => {
  const node = await createTestNode();
  const client = node.connect();
  jest.spyOn(node.stores.channels, 'join').mockImplementation(() => {
    throw new Error('a secret of the machine');
  });
  client.subscribe('a');
  const [error] = client.take();
  expect(error && dataOf(error)).toEqual({
    type: 'ServerError',
    error: 'Internal server error',
    status: 4302,
  });
  expect(node.observer.calls('failed')).toEqual([
    ['receive subscribe', new Error('a secret of the machine')],
  ]);
  expect(node.observer.calls('subscriptionFailed')).toMatchObject([[{ reason: 'backend' }]]);
});

test('every frame is counted, timed and sized by its kind', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.send({ event: 'pusher:ping' });
  client.subscribe('a');
  client.unsubscribe('a');
  client.signIn('u');
  client.clientEvent('private-a', 'client-e');
  client.sendText('nonsense');
  expect(node.observer.calls('messageProcessed').map(([kind]) => kind)).toEqual([
    'ping',
    'subscribe',
    'unsubscribe',
    'signin',
    'client_event',
    'other',
  ]);
  expect(node.observer.countersOf('app-id').messagesReceived).toBe(6);
});

test('a frame of a connection that is closed is not read', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.close();
  client.subscribe('a');
  expect(client.take()).toEqual([]);
  expect([...node.node.tables.apps()]).toEqual([]);
});

test('binary frames are answered with an error, and count against the rate', async () => {
  const limit = { max: 1, windowSeconds: 10, terminate: false };
  const node = await createTestNode({ apps: [createTestApp({ limits: { messages: limit } })] });
  const client = node.connect();
  node.node.receiveBinary(client.connection);
  node.node.receiveBinary(client.connection);
  expect(client.take()).toMatchObject([{ data: { code: 4300 } }, { data: { code: 4301 } }]);
  expect(client.socket.closed).toBeUndefined();
});
