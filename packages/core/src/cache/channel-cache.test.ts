import { publishedEvent, textFrame } from '@shoal/protocol';
import {
  createTestNode,
  DelayedCacheStore,
  RecordingAdapter,
  ReplyQueue,
  type TestNode,
} from '../testing/index.js';

const succeeded = 'pusher_internal:subscription_succeeded';

describe('the cached event of a newcomer', () => {
  test('is the one that this node’s sockets got last, also when it is still to be delivered', async () => {
    const node = await createTestNode();
    const [early, late] = [node.connect(), node.connect()];
    early.subscribe('cache-a');
    node.publish('cache-a', 'first');
    node.clock.settle();
    node.publish('cache-a', 'second');
    late.subscribe('cache-a');
    node.clock.settle();
    expect(early.takeEvents()).toEqual([succeeded, 'pusher:cache_miss', 'first', 'second']);
    expect(late.takeEvents()).toEqual([succeeded, 'second']);
  });

  test('is no older than what passed while a slow client waited for room', async () => {
    const node = await createTestNode();
    const [early, slow] = [node.connect(), node.connect()];
    early.subscribe('cache-a');
    node.publish('cache-a', 'first');
    node.clock.settle();
    slow.socket.queuedBytes = 600 * 1024;
    slow.subscribe('cache-a');
    node.publish('cache-a', 'second');
    node.clock.settle();
    slow.socket.queuedBytes = 0;
    node.clock.advance(100);
    expect(slow.takeEvents()).toEqual([succeeded, 'second']);
  });

  test('is not told when the client left while the cache was read', async () => {
    const replies = new ReplyQueue();
    const node = await createCacheNode(replies);
    const client = node.connect();
    client.subscribe('cache-a');
    await node.settle();
    expect(replies.lanes).toEqual(['cache cache-a']);
    client.unsubscribe('cache-a');
    await replies.answerAll();
    await node.settle();
    expect(client.take()).toEqual([]);
  });

  test('is not told a second time by the bus, which still brings it to those who were there before', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [early, late] = [node.connect(), node.connect()];
    early.subscribe('cache-a');
    // Another node has remembered the event, and its copy is on the way.
    const event = { id: 'elsewhere-1', name: 'e', data: '{}' };
    await node.stores.cache.remember({ appId: 'app-id', name: 'cache-a' }, event);
    late.subscribe('cache-a');
    expect(late.takeEvents()).toEqual([succeeded, 'e']);
    adapter.node.deliver(batchOf('cache-a', [['other-1', 'older']]));
    adapter.node.deliver(
      batchOf('cache-a', [
        ['elsewhere-1', 'e'],
        ['other-2', 'newer'],
      ]),
    );
    expect(early.takeEvents()).toEqual([succeeded, 'pusher:cache_miss', 'older', 'e', 'newer']);
    expect(late.takeEvents()).toEqual(['older', 'newer']);
    adapter.node.deliver(batchOf('cache-a', [['elsewhere-1', 'e']]));
    expect(late.takeEvents()).toEqual(['e']);
  });

  test('is not followed by what the same node published before it', async () => {
    const adapter = new RecordingAdapter();
    const node = await createTestNode({ adapter });
    const [early, late] = [node.connect(), node.connect()];
    early.subscribe('cache-a');
    const event = { id: 'elsewhere-10', name: 'ten', data: '{}' };
    await node.stores.cache.remember({ appId: 'app-id', name: 'cache-a' }, event);
    late.subscribe('cache-a');
    adapter.node.deliver(
      batchOf('cache-a', [
        ['elsewhere-9', 'nine'],
        ['elsewhere-10', 'ten'],
        ['elsewhere-11', 'eleven'],
      ]),
    );
    expect(early.takeEvents()).toEqual([succeeded, 'pusher:cache_miss', 'nine', 'ten', 'eleven']);
    expect(late.takeEvents()).toEqual([succeeded, 'ten', 'eleven']);
  });

  test('is gone after its time', async () => {
    const node = await createTestNode({ settings: { cacheLifetime: 60 } });
    const [early, late] = [node.connect(), node.connect()];
    early.subscribe('cache-a');
    node.publish('cache-a', 'e');
    node.clock.settle();
    node.clock.advance(60_000);
    late.subscribe('cache-a');
    expect(late.takeEvents()).toEqual([succeeded, 'pusher:cache_miss']);
  });

  test('is never a client event', async () => {
    const node = await createTestNode();
    const [early, late] = [node.connect(), node.connect()];
    early.subscribe('private-cache-a');
    early.clientEvent('private-cache-a', 'client-e');
    node.clock.settle();
    late.subscribe('private-cache-a');
    expect(late.takeEvents()).toEqual([succeeded, 'pusher:cache_miss']);
  });
});

async function createCacheNode(replies: ReplyQueue): Promise<TestNode> {
  return createTestNode({
    stores: (local) => ({ ...local, cache: new DelayedCacheStore(local.cache, replies) }),
  });
}

/** A batch of another node: events that it remembered, by id and name. */
function batchOf(name: string, events: readonly [id: string, name: string][]) {
  const frames = events.map(([, event]) => textFrame(publishedEvent(event, '{}')(name)));
  let offset = 0;
  const cached = frames.map(({ length }, index) => {
    const mark = { offset, length, id: events[index]?.[0] ?? '' };
    offset += length;
    return mark;
  });
  return {
    channel: { appId: 'app-id', name },
    frames: Buffer.concat(frames),
    messages: frames.length,
    acceptedAt: 0,
    exclusions: [],
    cached,
  };
}
