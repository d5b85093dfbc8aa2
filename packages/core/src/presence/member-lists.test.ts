import { createMember } from '@shoal/protocol';
import { noGrace } from '../testing/conformance/channel-store/channel-store-subject.js';
import {
  createTestNode,
  DelayedChannelStore,
  dataOf,
  RecordingAdapter,
  ReplyQueue,
  type TestNode,
} from '../testing/index.js';

const channel = { appId: 'app-id', name: 'presence-a' };

/** A node on a bus, and a second one that only speaks to the same store. */
async function createPair(replies: ReplyQueue) {
  const adapter = new RecordingAdapter();
  const node = await createTestNode({
    adapter,
    grace: noGrace,
    stores: (local) => ({ ...local, channels: new DelayedChannelStore(local.channels, replies) }),
  });
  return { node, adapter };
}

/** Another node's user comes: behind this node's back, as far as it knows. */
function joinElsewhere(node: TestNode, replies: ReplyQueue, userId: string): Promise<number> {
  const member = { member: createMember(userId), limit: 100 };
  const joined = node.stores.channels.join({
    channel,
    count: 1,
    wants: new Set(),
    isWanted: () => true,
    member,
  });
  return replies.answerAll().then(async () => {
    const reply = await joined;
    return reply.refused === undefined ? (reply.update?.stamp.version ?? 0) : 0;
  });
}

test('a hint makes the node read what changed and tell it; one that it was told already does not', async () => {
  const replies = new ReplyQueue();
  const { node, adapter } = await createPair(replies);
  const client = node.connect();
  client.subscribe('presence-a', { userId: 'u' });
  await replies.answerAll();
  await node.settle();
  client.take();
  const version = await joinElsewhere(node, replies, 'v');
  adapter.node.look(channel, version);
  await replies.answerAll();
  await node.settle();
  expect(client.take().map(dataOf)).toEqual([{ user_id: 'v' }]);
  adapter.node.look(channel, version);
  expect(replies.size).toBe(0);
});

test('one read at a time: hints meanwhile ask for one more', async () => {
  const replies = new ReplyQueue();
  const { node, adapter } = await createPair(replies);
  const client = node.connect();
  client.subscribe('presence-a', { userId: 'u' });
  await replies.answerAll();
  const first = await joinElsewhere(node, replies, 'v');
  const catchUp = jest.spyOn(node.stores.channels, 'catchUp');
  for (let hint = 0; hint < 10; hint += 1) adapter.node.look(channel, first + hint);
  expect(catchUp).toHaveBeenCalledTimes(1);
  await replies.answer();
  expect(catchUp).toHaveBeenCalledTimes(2);
  await replies.answerAll();
  await node.settle();
  expect(catchUp).toHaveBeenCalledTimes(2);
  expect(client.takeEvents()).toEqual([
    'pusher_internal:subscription_succeeded',
    'pusher_internal:member_added',
  ]);
});

test('a hint that overtakes the answer to the first join is followed after it', async () => {
  const replies = new ReplyQueue();
  const { node, adapter } = await createPair(replies);
  const client = node.connect();
  client.subscribe('presence-a', { userId: 'u' });
  const member = { member: createMember('v'), limit: 100 };
  const request = { channel, count: 2, wants: new Set<never>(), isWanted: () => true, member };
  const elsewhere = node.stores.channels.join(request);
  adapter.node.look(channel, 1000);
  await replies.answerAll();
  await elsewhere;
  await replies.answerAll();
  await node.settle();
  const [list, added] = client.take().map(dataOf);
  expect(list).toMatchObject({ presence: { ids: ['u'] } });
  expect(added).toEqual({ user_id: 'v' });
});

test('a bus that was away makes every list be read', async () => {
  const replies = new ReplyQueue();
  const { node, adapter } = await createPair(replies);
  const client = node.connect();
  client.subscribe('presence-a', { userId: 'u' });
  await replies.answerAll();
  await joinElsewhere(node, replies, 'v');
  await node.settle();
  client.take();
  adapter.node.reconnected();
  await replies.answerAll();
  await node.settle();
  expect(client.take().map(dataOf)).toEqual([{ user_id: 'v' }]);
});

test('a read that fails is reported, and the next hint reads again', async () => {
  const replies = new ReplyQueue();
  const { node, adapter } = await createPair(replies);
  const client = node.connect();
  client.subscribe('presence-a', { userId: 'u' });
  await replies.answerAll();
  const version = await joinElsewhere(node, replies, 'v');
  await node.settle();
  client.take();
  adapter.node.look(channel, version);
  await replies.fail(new Error('the store is away'));
  expect(node.observer.calls('failed')).toEqual([['catch up', expect.any(Error)]]);
  adapter.node.look(channel, version);
  await replies.answerAll();
  await node.settle();
  expect(client.takeEvents()).toEqual(['pusher_internal:member_added']);
});

test('own transitions hint the other nodes, also when only user_info changed; second sockets do not', async () => {
  const adapter = new RecordingAdapter();
  const node = await createTestNode({ adapter, grace: { frames: 1000 } });
  const [one, two, stays] = [node.connect(), node.connect(), node.connect()];
  stays.subscribe('presence-a', { userId: 'stays' });
  one.subscribe('presence-a', { userId: 'u', userInfo: 1 });
  two.subscribe('presence-a', { userId: 'u', userInfo: 1 });
  node.clock.settle();
  expect(adapter.hints).toHaveLength(2);
  one.close();
  two.close();
  node.clock.settle();
  expect(adapter.hints).toHaveLength(2);
  node.connect().subscribe('presence-a', { userId: 'u', userInfo: 2 });
  node.clock.settle();
  expect(adapter.hints).toHaveLength(3);
  const versions = adapter.hints.map(({ version }) => version);
  expect(versions).toEqual([...versions].sort((a, b) => a - b));
  expect(node.observer.calls('presenceChanged').map(([, event]) => event)).toEqual([
    'join',
    'join',
    'update',
  ]);
  expect(stays.takeEvents().slice(1)).toEqual([
    'pusher_internal:member_added',
    'pusher_internal:member_removed',
    'pusher_internal:member_added',
  ]);
});

test('the end of a grace is told and counted', async () => {
  const node = await createTestNode({ grace: { frames: 1000 } });
  const [stays, goes] = [node.connect(), node.connect()];
  stays.subscribe('presence-a', { userId: 'stays' });
  goes.subscribe('presence-a', { userId: 'goes' });
  node.clock.settle();
  stays.take();
  goes.close();
  node.clock.advance(999);
  expect(stays.take()).toEqual([]);
  node.clock.advance(1);
  expect(stays.take()).toMatchObject([
    { event: 'pusher_internal:member_removed', data: '{"user_id":"goes"}' },
  ]);
  expect(node.observer.calls('presenceChanged').at(-1)).toEqual(['app-id', 'leave']);
});
