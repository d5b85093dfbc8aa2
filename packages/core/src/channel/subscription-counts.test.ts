import {
  createTestApp,
  createTestNode,
  DelayedChannelStore,
  dataOf,
  RecordingAdapter,
  ReplyQueue,
  type TestClient,
  type TestNode,
} from '../testing/index.js';

const countingApp = createTestApp({ features: { subscriptionCount: true } });

function subscribe(node: TestNode, channel: string, count: number): TestClient[] {
  return Array.from({ length: count }, () => {
    const client = node.connect();
    client.subscribe(channel, channel.startsWith('presence') ? { userId: 'u' } : {});
    node.clock.settle();
    return client;
  });
}

/** The counts that a client was told since the last time. */
function countsOf(client: TestClient | undefined): unknown[] {
  const told = client?.take().filter(({ event }) => event === 'pusher_internal:subscription_count') ?? [];
  return told.map((message) => dataOf(message).subscription_count);
}

test('every change is told to everybody, whoever caused it included', async () => {
  const node = await createTestNode({ apps: [countingApp] });
  const [one, two] = subscribe(node, 'a', 2);
  expect(countsOf(one)).toEqual([1, 2]);
  expect(countsOf(two)).toEqual([2]);
  two?.unsubscribe('a');
  node.clock.settle();
  expect(countsOf(one)).toEqual([1]);
  expect(countsOf(two)).toEqual([]);
});

test('changes of one tick are told as one', async () => {
  const node = await createTestNode({ apps: [countingApp] });
  const clients = Array.from({ length: 10 }, () => node.connect());
  for (const client of clients) client.subscribe('a');
  node.clock.settle();
  expect(countsOf(clients[0]).at(-1)).toBe(10);
  for (const client of clients.slice(1, 6)) client.unsubscribe('a');
  node.clock.settle();
  expect(countsOf(clients[0])).toEqual([5]);
});

test('above 100 one change in five seconds is told, and it is the latest', async () => {
  const node = await createTestNode({ apps: [countingApp] });
  const [first] = subscribe(node, 'a', 100);
  expect(countsOf(first)).toHaveLength(100);
  subscribe(node, 'a', 1);
  expect(countsOf(first)).toEqual([101]);
  const others = subscribe(node, 'a', 10);
  expect(countsOf(first)).toEqual([]);
  node.clock.advance(5000);
  expect(countsOf(first)).toEqual([111]);
  for (const client of others) client.close();
  node.clock.advance(4999);
  expect(countsOf(first)).toEqual([]);
  node.clock.advance(1);
  expect(countsOf(first)).toEqual([101]);
  node.clock.advance(60_000);
  expect(countsOf(first)).toEqual([]);
});

test('endpoints are told the same counts, down to none', async () => {
  const node = await createTestNode({
    apps: [createTestApp({ webhookEvents: new Set(['subscription_count']) })],
  });
  const clients = subscribe(node, 'a', 2);
  for (const client of clients) client.close();
  node.clock.settle();
  const counts = node.webhooks.events.map(
    (event) => 'subscription_count' in event && event.subscription_count,
  );
  expect(counts).toEqual([1, 2, 0]);
  expect(countsOf(clients[0])).toEqual([]);
});

test('presence channels and apps that did not ask are told nothing', async () => {
  const node = await createTestNode({ apps: [countingApp] });
  const [member] = subscribe(node, 'presence-a', 2);
  expect(countsOf(member)).toEqual([]);
  const other = await createTestNode({ apps: [createTestApp({ webhookEvents: new Set() })] });
  const [client] = subscribe(other, 'a', 2);
  expect(countsOf(client)).toEqual([]);
  expect(other.webhooks.records).toEqual([]);
});

test('a node that leaves a channel where others stay says its last word and keeps no timer', async () => {
  const replies = new ReplyQueue();
  const adapter = new RecordingAdapter();
  const node = await createTestNode({
    adapter,
    apps: [countingApp],
    stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
  });
  const { channels } = node.stores;
  // Another node holds 150 sockets.
  const join = channels.join.bind(channels);
  const leave = channels.leave.bind(channels);
  const plus = (count: number) => ({ transition: { subscriptions: 150 + count, records: [] } });
  jest.spyOn(channels, 'join').mockImplementation(async (request) => {
    await join(request);
    return plus(request.count);
  });
  jest.spyOn(channels, 'leave').mockImplementation(async (request) => {
    await leave(request);
    return plus(request.count);
  });
  const timers = node.clock.timers;
  const client = node.connect();
  client.subscribe('a');
  await replies.answerAll();
  await node.settle();
  expect(countsOf(client)).toEqual([151]);
  expect(node.clock.timers).toBe(timers + 1);
  client.unsubscribe('a');
  await node.settle();
  await replies.answerAll();
  await node.settle();
  expect(node.clock.timers).toBe(timers);
  expect(adapter.batches.at(-1)?.frames.toString()).toContain('{\\"subscription_count\\":150}');
});
