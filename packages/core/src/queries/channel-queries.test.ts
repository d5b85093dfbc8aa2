import { type InfoAttribute, parseChannelName } from '@shoal/protocol';
import { createTestNode, type TestNode } from '../testing/index.js';
import { describeCounts } from './channel-queries.js';

function describeChannel({ node }: TestNode, name: string, ...info: InfoAttribute[]): unknown {
  return node.queries.describe('app-id', parseChannelName(name), new Set(info));
}

test('says whether a channel is occupied, and only what else was asked for', async () => {
  const node = await createTestNode();
  const clients = [node.connect(), node.connect(), node.connect()];
  for (const client of clients) client.subscribe('presence-a', { userId: client === clients[0] ? 'u' : 'v' });
  node.clock.settle();
  expect(await describeChannel(node, 'presence-a')).toEqual({ occupied: true });
  expect(await describeChannel(node, 'presence-a', 'user_count', 'subscription_count')).toEqual({
    occupied: true,
    user_count: 2,
    subscription_count: 3,
  });
  expect(await describeChannel(node, 'presence-b', 'user_count')).toEqual({ occupied: false, user_count: 0 });
});

test('tells the cached event with the seconds it has left, or null', async () => {
  const node = await createTestNode({ settings: { cacheLifetime: 100 } });
  expect(await describeChannel(node, 'cache-a', 'cache')).toEqual({ occupied: false, cache: null });
  node.publish('cache-a', 'e');
  node.clock.advance(40_000);
  expect(await describeChannel(node, 'cache-a', 'cache')).toEqual({
    occupied: false,
    cache: { data: '{"n":"e"}', ttl: 60 },
  });
});

test('lists channels and members', async () => {
  const node = await createTestNode();
  const client = node.connect();
  client.subscribe('presence-a', { userId: 7, userInfo: { name: 'U' } });
  client.subscribe('a');
  const pages = [];
  for await (const page of node.node.queries.list('app-id', 'presence-')) pages.push(page);
  expect(pages).toEqual([[{ name: 'presence-a', subscriptions: 1, users: 1 }]]);
  expect(await node.node.queries.members('app-id', parseChannelName('presence-a'))).toEqual([
    { key: '7', userId: 7, userInfo: { name: 'U' } },
  ]);
});

test('describes the counts of a listed channel', () => {
  const summary = { name: 'presence-a', subscriptions: 3, users: 2 };
  expect(describeCounts(summary, new Set())).toEqual({});
  expect(describeCounts(summary, new Set(['user_count']))).toEqual({ user_count: 2 });
});
