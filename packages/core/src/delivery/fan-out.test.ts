import { publishedEvent, textFrame } from '@shoal/protocol';
import {
  createTestNode,
  RecordingAdapter,
  readFrames,
  type TestClient,
  type TestNode,
} from '../testing/index.js';

function connectTo(node: TestNode, channel: string, count: number): TestClient[] {
  const clients = Array.from({ length: count }, (_, index) => {
    const client = node.connect();
    client.subscribe(channel, channel.startsWith('presence') ? { userId: index } : {});
    return client;
  });
  node.clock.settle();
  for (const client of clients) {
    client.take();
    client.socket.writes.length = 0;
  }
  return clients;
}

describe('one tick of one channel', () => {
  test('is one write for each subscriber, of one shared buffer', async () => {
    const node = await createTestNode();
    const clients = connectTo(node, 'a', 50);
    for (const name of ['one', 'two', 'three']) node.publish('a', name);
    expect(clients.flatMap(({ socket }) => socket.writes)).toEqual([]);
    node.clock.settle();
    const writes = clients.map(({ socket }) => socket.writes);
    expect(writes.map(({ length }) => length)).toEqual(Array.from({ length: 50 }, () => 1));
    expect(new Set(writes.flat()).size).toBe(1);
    for (const client of clients) expect(client.takeEvents()).toEqual(['one', 'two', 'three']);
  });

  test('encodes a message once, however many channels and sockets it is for', async () => {
    const node = await createTestNode();
    connectTo(node, 'a', 10);
    connectTo(node, 'b', 10);
    node.publish('a', 'e');
    expect(node.observer.calls('messageSized').filter(([direction]) => direction === 'out')).toHaveLength(1);
    node.publish('empty', 'e');
    expect(node.observer.calls('messageSized').filter(([direction]) => direction === 'out')).toHaveLength(1);
  });

  test('counts messages and bytes as they go out', async () => {
    const node = await createTestNode();
    const clients = connectTo(node, 'a', 3);
    const before = { ...node.observer.countersOf('app-id') };
    node.publish('a', 'one');
    node.publish('a', 'two', clients[0]?.socketId);
    node.clock.settle();
    const after = node.observer.countersOf('app-id');
    const bytes = clients.flatMap(({ socket }) => socket.writes).reduce((sum, { length }) => sum + length, 0);
    expect(after.messagesSent - before.messagesSent).toBe(5);
    expect(after.bytesSent - before.bytesSent).toBe(bytes);
    expect(after.publishesHttp - before.publishesHttp).toBe(2);
    expect(node.observer.calls('fannedOut')).toEqual([['local', 0, 2]]);
  });

  test('is cut when it grows beyond 256 KiB', async () => {
    const node = await createTestNode();
    const [client] = connectTo(node, 'a', 1);
    const name = 'x'.repeat(100 * 1024);
    for (let count = 0; count < 3; count += 1) node.publish('a', name);
    expect(client?.socket.writes).toHaveLength(1);
    node.publish('a', 'last');
    node.clock.settle();
    expect(client?.socket.writes).toHaveLength(2);
    expect(client?.takeEvents().map(({ length }) => length)).toEqual([
      name.length,
      name.length,
      name.length,
      4,
    ]);
  });
});

describe('a message that leaves a socket out', () => {
  test('gives that socket a concatenation of its own, in order, and the others the shared one', async () => {
    const node = await createTestNode();
    const [left, also, ...others] = connectTo(node, 'a', 6);
    if (left === undefined || also === undefined) throw new Error('Nobody is there');
    node.publish('a', 'one');
    node.publish('a', 'two', left.socketId);
    node.publish('a', 'three', also.socketId);
    node.publish('a', 'four', left.socketId);
    node.publish('a', 'five');
    node.clock.settle();
    expect(left.takeEvents()).toEqual(['one', 'three', 'five']);
    expect(also.takeEvents()).toEqual(['one', 'two', 'four', 'five']);
    for (const other of others) expect(other.takeEvents()).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(new Set(others.flatMap(({ socket }) => socket.writes)).size).toBe(1);
    expect([left, also].map(({ socket }) => socket.writes.length)).toEqual([1, 1]);
  });

  test('writes nothing to a socket that nothing is left for', async () => {
    const node = await createTestNode();
    const [left, other] = connectTo(node, 'a', 2);
    node.publish('a', 'e', left?.socketId);
    node.clock.settle();
    expect(left?.socket.writes).toEqual([]);
    expect(other?.takeEvents()).toEqual(['e']);
  });

  test('a socket elsewhere, or on another channel, is no reason to leave anybody out', async () => {
    const node = await createTestNode();
    const [one] = connectTo(node, 'a', 1);
    const [elsewhere] = connectTo(node, 'b', 1);
    node.publish('a', 'e', '1.1');
    node.publish('b', 'e', one?.socketId);
    node.clock.settle();
    expect(one?.takeEvents()).toEqual(['e']);
    expect(elsewhere?.takeEvents()).toEqual(['e']);
  });

  test('leaves it out also when a slow consumer is closed meanwhile, whose other channels are flushed', async () => {
    const node = await createTestNode();
    const [left] = connectTo(node, 'a', 1);
    const [other] = connectTo(node, 'b', 1);
    const slow = node.connect();
    for (const channel of ['a', 'b']) slow.subscribe(channel);
    node.clock.settle();
    slow.socket.queuedBytes = 2 * 1024 * 1024;
    node.publish('a', 'not-for-left', left?.socketId);
    node.publish('b', 'not-for-other', other?.socketId);
    node.clock.settle();
    expect(slow.socket.closed?.code).toBe(4100);
    expect(left?.take()).toEqual([]);
    expect(other?.take()).toEqual([]);
  });
});

describe('over the bus', () => {
  test('goes one batch a channel and tick, with the marks of what is not for everybody', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    connectTo(node, 'cache-a', 1);
    node.publish('cache-a', 'one');
    node.publish('cache-a', 'two', '1.1');
    node.publish('nobody-is-here', 'e');
    node.clock.settle();
    const [batch, other] = adapter.batches;
    expect(adapter.batches).toHaveLength(2);
    expect(other?.channel.name).toBe('nobody-is-here');
    expect(readFrames(batch?.frames ?? Buffer.alloc(0))).toHaveLength(2);
    const [first, second] = batch?.cached ?? [];
    expect(first).toMatchObject({ offset: 0, id: expect.any(String) });
    expect(batch?.exclusions).toEqual([{ offset: second?.offset, length: second?.length, socketId: '1.1' }]);
    expect(batch?.messages).toBe(2);
  });

  test('go no frames that each node tells from its own reading', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [one, two] = connectTo(node, 'presence-a', 2);
    two?.close();
    node.clock.settle();
    expect(adapter.batches).toEqual([]);
    expect(one?.takeEvents()).toEqual(['pusher_internal:member_removed']);
    const late = node.connect();
    late.subscribe('presence-a', { userId: 'late' });
    one?.clientEvent('presence-a', 'client-e');
    node.clock.settle();
    expect(adapter.batches.map(({ messages }) => messages)).toEqual([1]);
  });

  test('comes what other nodes publish, as it is; the excluded socket is found here', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [left, other] = connectTo(node, 'a', 2);
    const frames = ['one', 'two'].map((name) => textFrame(publishedEvent(name, '{}')('a')));
    const [first] = frames;
    adapter.node.deliver({
      channel: { appId: 'app-id', name: 'a' },
      frames: Buffer.concat(frames),
      messages: 2,
      acceptedAt: node.clock.now() - 2_000,
      exclusions: [{ offset: 0, length: first?.length ?? 0, socketId: left?.socketId ?? '' }],
    });
    expect(left?.takeEvents()).toEqual(['two']);
    expect(other?.takeEvents()).toEqual(['one', 'two']);
    expect(adapter.batches).toEqual([]);
    expect(node.observer.calls('fannedOut')).toEqual([['remote', 2, 1]]);
  });

  test('goes out with the time of its oldest publish', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const acceptedAt = node.clock.now();
    node.publish('a', 'one');
    node.publish('a', 'two');
    node.clock.settle();
    expect(adapter.batches.map((batch) => batch.acceptedAt)).toEqual([acceptedAt]);
  });

  test('a full bus refuses the publish before anybody has got it', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [client] = connectTo(node, 'a', 1);
    adapter.isAccepting = false;
    expect(() => node.publish('a', 'e')).toThrow(expect.objectContaining({ key: 'backend' }));
    node.clock.settle();
    expect(client?.take()).toEqual([]);
  });
});

test('frames of one channel stay in the order of their acceptance, over every way they can take', async () => {
  const node = await createTestNode();
  const [one, two] = connectTo(node, 'presence-a', 2);
  node.publish('presence-a', '1');
  const late = node.connect();
  late.subscribe('presence-a', { userId: 'late' });
  node.publish('presence-a', '2');
  two?.clientEvent('presence-a', 'client-3');
  late.unsubscribe('presence-a');
  node.publish('presence-a', '4');
  node.clock.settle();
  expect(one?.takeEvents()).toEqual([
    '1',
    'pusher_internal:member_added',
    '2',
    'client-3',
    '4',
    'pusher_internal:member_removed',
  ]);
  expect(late.takeEvents()).toEqual(['pusher_internal:subscription_succeeded', '2', 'client-3']);
});
