import { createTestNode } from '../testing/index.js';

test('a silent client is pinged, and closed with 4201 when it stays silent', async () => {
  const node = await createTestNode();
  const client = node.connect();
  node.clock.advance(119_000);
  expect(client.take()).toEqual([]);
  node.clock.advance(2000);
  expect(client.take()).toEqual([{ event: 'pusher:ping', data: '{}' }]);
  node.clock.advance(28_000);
  expect(client.socket.closed).toBeUndefined();
  node.clock.advance(3000);
  expect(client.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4201 } }]);
  expect(client.socket.closed?.code).toBe(4201);
  expect(node.observer.calls('heartbeatFailed')).toEqual([['app-id']]);
  expect(node.observer.calls('connectionClosed')).toMatchObject([
    [{}, { side: 'server', reason: 'timeout' }],
  ]);
});

test.each([
  ['pong', { event: 'pusher:pong', data: {} }],
  ['any frame', { event: 'whatever' }],
  ['a WebSocket pong', undefined],
])('%s after the ping is a sign of life; the next silence is pinged anew', async (_what, message) => {
  const node = await createTestNode();
  const client = node.connect();
  node.clock.advance(121_000);
  expect(client.takeEvents()).toEqual(['pusher:ping']);
  if (message === undefined) node.node.touch(client.connection);
  else client.send(message);
  node.clock.advance(100_000);
  expect(client.take()).toEqual([]);
  node.clock.advance(25_000);
  expect(client.takeEvents()).toEqual(['pusher:ping']);
  node.clock.advance(32_000);
  expect(client.socket.closed?.code).toBe(4201);
});

test('a client that speaks is never pinged', async () => {
  const node = await createTestNode();
  const client = node.connect();
  for (let minute = 0; minute < 10; minute += 1) {
    node.clock.advance(60_000);
    client.send({ event: 'pusher:ping' });
  }
  expect(client.takeEvents()).toEqual(Array.from({ length: 10 }, () => 'pusher:pong'));
});

test('an answer counts also where the time for it is longer than the time of silence', async () => {
  const node = await createTestNode({ settings: { activityTimeout: 5, pongTimeout: 30 } });
  const client = node.connect();
  node.clock.advance(6000);
  expect(client.takeEvents()).toEqual(['pusher:ping']);
  client.send({ event: 'pusher:pong', data: {} });
  node.clock.advance(31_000);
  expect(client.takeEvents()).toEqual(['pusher:ping']);
  expect(client.socket.closed).toBeUndefined();
});

test('what we send is no sign of life, and a closed connection is looked at no more', async () => {
  const node = await createTestNode();
  const [listener, gone] = [node.connect(), node.connect()];
  listener.subscribe('a');
  gone.close();
  for (let second = 0; second < 160; second += 1) {
    node.publish('a', 'e');
    node.clock.advance(1000);
  }
  expect(listener.socket.closed?.code).toBe(4201);
  expect(gone.take()).toEqual([]);
});

test('a stopped node pings nobody', async () => {
  const node = await createTestNode();
  const client = node.connect();
  node.node.stop();
  node.clock.advance(1_000_000);
  expect(client.take()).toEqual([]);
});
