import { createTestApp, createTestNode, dataOf, type TestClient, type TestNode } from '../testing/index.js';

async function createPair(node: TestNode, channel: string): Promise<[TestClient, TestClient]> {
  const [from, to] = [node.connect(), node.connect()];
  from.subscribe(channel, channel.startsWith('presence') ? { userId: 1 } : {});
  to.subscribe(channel, channel.startsWith('presence') ? { userId: 'two' } : {});
  node.clock.settle();
  from.take();
  to.take();
  return [from, to];
}

test('reaches the others of a private channel and not its sender, data as it was sent', async () => {
  const node = await createTestNode();
  const [from, to] = await createPair(node, 'private-a');
  from.clientEvent('private-a', 'client-typing', { deep: [1, 'ü'] });
  from.clientEvent('private-a', 'client-text', 'a string');
  node.clock.settle();
  expect(from.take()).toEqual([]);
  expect(to.take()).toEqual([
    { event: 'client-typing', channel: 'private-a', data: { deep: [1, 'ü'] } },
    { event: 'client-text', channel: 'private-a', data: 'a string' },
  ]);
  expect(node.observer.countersOf('app-id')).toMatchObject({
    clientEvents: 2,
    publishesClient: 2,
    broadcasts: 2,
  });
});

test('says on presence channels who sent it, and tells the endpoints', async () => {
  const node = await createTestNode();
  const [from, to] = await createPair(node, 'presence-a');
  node.webhooks.take();
  from.clientEvent('presence-a', 'client-e', { a: 1 });
  node.clock.settle();
  expect(to.take()).toEqual([{ event: 'client-e', channel: 'presence-a', data: { a: 1 }, user_id: 1 }]);
  expect(node.webhooks.take()).toEqual([
    {
      name: 'client_event',
      channel: 'presence-a',
      event: 'client-e',
      data: '{"a":1}',
      socket_id: from.socketId,
      user_id: '1',
    },
  ]);
});

test('no endpoint that wants it: no record', async () => {
  const node = await createTestNode({ apps: [createTestApp({ webhookEvents: new Set() })] });
  const [from] = await createPair(node, 'private-a');
  from.clientEvent('private-a', 'client-e');
  expect(node.webhooks.records).toEqual([]);
});

describe('is refused with 4301 and dropped, and the connection stays,', () => {
  test.each([
    ['when the app has none', 'private-a', 'disabled'],
    ['on a public channel', 'a', 'bad_channel'],
    ['on an encrypted channel', 'private-encrypted-a', 'bad_channel'],
    ['where the sender is not', 'private-b', 'not_subscribed'],
  ])('%s', async (_why, channel, reason) => {
    const features = { clientEvents: reason !== 'disabled' };
    const node = await createTestNode({ apps: [createTestApp({ features })] });
    const [from, to] = await createPair(node, reason === 'not_subscribed' ? 'private-a' : channel);
    from.clientEvent(channel, 'client-e');
    node.clock.settle();
    const [error] = from.take();
    expect(error).toMatchObject({ event: 'pusher:error', channel, data: { code: 4301 } });
    expect(to.take()).toEqual([]);
    expect(from.socket.closed).toBeUndefined();
    expect(node.observer.calls('clientEventRejected')).toEqual([['app-id', reason]]);
  });

  test('with a name that is too long', async () => {
    const node = await createTestNode();
    const [from] = await createPair(node, 'private-a');
    from.clientEvent('private-a', `client-${'x'.repeat(200)}`);
    expect(from.takeEvents()).toEqual(['pusher:error']);
    expect(node.observer.calls('clientEventRejected')).toEqual([['app-id', 'bad_event']]);
  });

  test('with too much data; the limit itself is allowed', async () => {
    const node = await createTestNode({ apps: [createTestApp({ limits: { eventPayloadBytes: 10 } })] });
    const [from, to] = await createPair(node, 'private-a');
    from.clientEvent('private-a', 'client-e', 'üüüüü');
    from.clientEvent('private-a', 'client-e', 'üüüüüx');
    node.clock.settle();
    expect(to.takeEvents()).toEqual(['client-e']);
    const [error] = from.take();
    expect(error && dataOf(error)).toEqual({ code: 4301, message: 'data is larger than 10 bytes' });
    expect(node.observer.calls('clientEventRejected')).toEqual([['app-id', 'payload_too_large']]);
  });

  test('over the rate, until the next window', async () => {
    const clientEvents = { max: 2, windowSeconds: 1, terminate: false };
    const node = await createTestNode({ apps: [createTestApp({ limits: { clientEvents } })] });
    const [from, to] = await createPair(node, 'private-a');
    for (let count = 0; count < 4; count += 1) from.clientEvent('private-a', 'client-e');
    node.clock.settle();
    expect(to.takeEvents()).toHaveLength(2);
    expect(from.takeEvents()).toEqual(['pusher:error', 'pusher:error']);
    expect(node.observer.calls('rateLimitChecked').map(([, , allowed]) => allowed)).toEqual([
      true,
      true,
      false,
      false,
    ]);
    node.clock.advance(1000);
    from.clientEvent('private-a', 'client-e');
    node.clock.settle();
    expect(to.takeEvents()).toHaveLength(1);
  });
});

test('over the rate of an app that says so, the connection is closed with 4301', async () => {
  const clientEvents = { max: 1, windowSeconds: 1, terminate: true };
  const node = await createTestNode({ apps: [createTestApp({ limits: { clientEvents } })] });
  const [from] = await createPair(node, 'private-a');
  from.clientEvent('private-a', 'client-e');
  from.clientEvent('private-a', 'client-e');
  expect(from.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4301 } }]);
  expect(from.socket.closed?.code).toBe(4301);
  expect(node.observer.calls('connectionClosed')).toMatchObject([
    [{}, { code: 4301, side: 'server', reason: 'limit' }],
  ]);
});

test('data that is nested too deeply to be written is refused as a bad message', async () => {
  const node = await createTestNode();
  const [from, to] = await createPair(node, 'private-a');
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  from.sendText(`{"event":"client-e","channel":"private-a","data":${deep}}`);
  node.clock.settle();
  expect(from.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4300 } }]);
  expect(to.take()).toEqual([]);
  expect(node.observer.calls('failed')).toEqual([]);
});
