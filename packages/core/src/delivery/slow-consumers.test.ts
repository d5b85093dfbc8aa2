import { createTestNode, type TestClient, type TestNode } from '../testing/index.js';

const kibibyte = 1024;
const slowConsumers = {
  socketBytes: 64 * kibibyte,
  processBytes: 200 * kibibyte,
  policy: 'disconnect',
} as const;

function connectTo(node: TestNode, channel: string, userId = 'u'): TestClient {
  const client = node.connect();
  client.subscribe(channel, channel.startsWith('presence') ? { userId } : {});
  node.clock.settle();
  client.take();
  return client;
}

test('one frame always fits, however large; the next one finds the queue too long', async () => {
  const node = await createTestNode({ settings: { slowConsumers } });
  const [slow, fast] = [connectTo(node, 'a'), connectTo(node, 'a')];
  slow.socket.isStalled = true;
  node.publish('a', 'x'.repeat(100 * kibibyte));
  node.clock.settle();
  expect(slow.takeEvents()).toHaveLength(1);
  expect(slow.socket.closed).toBeUndefined();
  node.publish('a', 'next');
  node.clock.settle();
  expect(slow.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4100 } }]);
  expect(slow.socket.closed?.code).toBe(4100);
  expect(fast.takeEvents()).toEqual([expect.any(String), 'next']);
  expect(node.observer.calls('slowConsumer')).toEqual([['app-id']]);
  expect(node.observer.calls('messagesDropped')).toEqual([['app-id', 'slow_consumer', 1]]);
  expect(node.observer.calls('connectionClosed')).toMatchObject([
    [{}, { code: 4100, reason: 'slow_consumer' }],
  ]);
});

test('a slow consumer that leaves the list in the midst of a flush keeps nobody from the batch', async () => {
  const node = await createTestNode({ settings: { slowConsumers } });
  const clients = Array.from({ length: 9 }, () => connectTo(node, 'a'));
  for (const index of [0, 4, 8]) {
    const client = clients[index];
    if (client !== undefined) client.socket.queuedBytes = 100 * kibibyte;
  }
  node.publish('a', 'e');
  node.clock.settle();
  expect(clients.map((client) => client.takeEvents())).toEqual(
    clients.map((_, index) => (index % 4 === 0 ? ['pusher:error'] : ['e'])),
  );
});

test('a consumer that is slow on many channels is closed once, with one error', async () => {
  const node = await createTestNode({ settings: { slowConsumers } });
  const slow = node.connect();
  for (const channel of ['a', 'b', 'c']) slow.subscribe(channel);
  node.clock.settle();
  slow.take();
  const sent = node.observer.countersOf('app-id').messagesSent;
  slow.socket.queuedBytes = 100 * kibibyte;
  for (const channel of ['a', 'b', 'c']) node.publish(channel, 'e');
  node.clock.settle();
  expect(slow.takeEvents()).toEqual(['pusher:error']);
  expect(node.observer.calls('connectionClosed')).toHaveLength(1);
  expect(node.observer.countersOf('app-id').messagesSent - sent).toBe(1);
  expect([...node.node.tables.apps()]).toEqual([]);
});

test('with `drop` whole batches are lost instead, but the connection not', async () => {
  const node = await createTestNode({ settings: { slowConsumers: { ...slowConsumers, policy: 'drop' } } });
  const slow = connectTo(node, 'a');
  slow.socket.queuedBytes = 100 * kibibyte;
  node.publish('a', 'one');
  node.publish('a', 'two');
  node.clock.settle();
  expect(node.observer.calls('messagesDropped')).toEqual([['app-id', 'slow_consumer', 2]]);
  slow.socket.queuedBytes = 0;
  node.publish('a', 'three');
  node.clock.settle();
  expect(slow.takeEvents()).toEqual(['three']);
  expect(node.observer.calls('slowConsumer')).toEqual([]);
});

test('`drop` never loses what a presence list needs: there the connection goes', async () => {
  const node = await createTestNode({ settings: { slowConsumers: { ...slowConsumers, policy: 'drop' } } });
  const slow = connectTo(node, 'presence-a');
  slow.socket.queuedBytes = 100 * kibibyte;
  connectTo(node, 'presence-a', 'v');
  expect(slow.socket.closed?.code).toBe(4100);
});

test('over the limit of the process the longest queues are cut until it is kept', async () => {
  const node = await createTestNode({ settings: { slowConsumers } });
  const queues = [60, 50, 40, 30, 20, 10];
  const clients = queues.map(() => connectTo(node, 'a'));
  clients.forEach((client, index) => {
    client.socket.queuedBytes = (queues[index] ?? 0) * kibibyte;
  });
  node.publish('a', 'e');
  node.clock.settle();
  node.clock.advance(50);
  expect(clients.map(({ socket }) => socket.closed?.code)).toEqual([
    4100,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
  for (const { socket } of clients.slice(1)) socket.queuedBytes += 40 * kibibyte;
  node.clock.advance(50);
  expect(clients.map(({ socket }) => socket.closed !== undefined)).toEqual([
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('nothing is watched when nothing is queued', async () => {
  const node = await createTestNode({ settings: { slowConsumers } });
  const timers = node.clock.timers;
  const slow = connectTo(node, 'a');
  slow.socket.isStalled = true;
  node.publish('a', 'e');
  node.clock.settle();
  expect(node.clock.timers).toBe(timers + 1);
  slow.socket.queuedBytes = 0;
  node.clock.advance(50);
  expect(node.clock.timers).toBe(timers);
});

test.each(['disconnect', 'drop'] as const)(
  'with `%s`, who asks on and leaves the replies unread is closed, by whatever it asks',
  async (policy) => {
    const node = await createTestNode({ settings: { slowConsumers: { ...slowConsumers, policy } } });
    const ask: ((client: TestClient) => void)[] = [
      (client) => client.send({ event: 'pusher:ping' }),
      (client) => node.node.receiveBinary(client.connection),
      (client) => node.node.touch(client.connection),
    ];
    for (const askOnce of ask) {
      const client = node.connect();
      client.socket.queuedBytes = slowConsumers.socketBytes + 1024 * kibibyte;
      client.send({ event: 'pusher:ping' });
      expect(client.takeEvents()).toEqual(['pusher:pong']);
      client.socket.queuedBytes = slowConsumers.socketBytes + 1024 * kibibyte + 1;
      askOnce(client);
      expect(client.take()).toMatchObject([{ event: 'pusher:error', data: { code: 4100 } }]);
      expect(client.socket.closed?.code).toBe(4100);
    }
    expect(node.observer.calls('slowConsumer')).toHaveLength(ask.length);
  },
);
