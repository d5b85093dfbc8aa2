import type { ChannelStore, ChannelSummary } from '../../../cluster/channel-store.js';
import { type ChannelStoreSubject, noGrace } from './channel-store-subject.js';
import { PlayedNode, refTo } from './played-node.js';

/** What backends may ask. */
export function describeQueries(subject: ChannelStoreSubject): void {
  test('lists occupied channels by prefix, with their counts; user channels and left ones are hidden', async () => {
    await using cluster = await subject.create({ ...noGrace, frames: subject.passage.unit });
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'u' });
    await node.join('presence-a', { user: 'v' });
    await node.join('presence-b', { user: 'u' });
    await node.join('private-a');
    await node.join('left');
    await node.leave('left');
    await node.join('presence-left', { user: 'u' });
    await node.leave('presence-left', { user: 'u' });
    await node.join('#server-to-user-u');
    expect(await listed(node.store, '')).toMatchObject([
      { name: 'presence-a', subscriptions: 2, users: 2 },
      { name: 'presence-b', subscriptions: 1, users: 1 },
      { name: 'private-a', subscriptions: 1 },
    ]);
    expect((await listed(node.store, 'presence-')).map(({ name }) => name)).toEqual([
      'presence-a',
      'presence-b',
    ]);
    expect(await listed(node.store, 'nothing-')).toEqual([]);
    expect(await listed(node.store, '#')).toEqual([]);
  });

  test('a prefix is text, not a pattern, and ends nowhere early', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    for (const name of ['a', 'a.b', 'a-b', 'a;', 'ab', 'b', 'A']) await node.join(name);
    expect((await listed(node.store, 'a')).map(({ name }) => name)).toEqual(['a', 'a-b', 'a.b', 'a;', 'ab']);
    expect((await listed(node.store, 'a.')).map(({ name }) => name)).toEqual(['a.b']);
  });

  test('many channels come in pages, each channel once', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const names = Array.from({ length: 2500 }, (_, index) => `many-${index}`).sort();
    await Promise.all(names.map((name) => node.join(name)));
    expect((await listed(node.store, 'many-')).map(({ name }) => name)).toEqual(names);
  });

  test('apps do not see each other', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'u' });
    const elsewhere = { appId: 'other', name: 'presence-a' };
    expect(await node.store.find(elsewhere)).toMatchObject({ name: 'presence-a', subscriptions: 0 });
    expect([...(await node.store.members(elsewhere))]).toEqual([]);
    expect(await listed(node.store, '', 'other')).toEqual([]);
  });

  test('a channel that nobody is in is answered like any other', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    expect(await node.store.find(refTo('presence-a'))).toEqual({
      name: 'presence-a',
      subscriptions: 0,
      users: 0,
    });
    expect([...(await node.store.members(refTo('presence-a')))]).toEqual([]);
    const update = await node.store.catchUp(refTo('presence-a'), undefined);
    expect(update).toMatchObject({ kind: 'members', members: new Map() });
  });
}

/** In the order of their names: a store may list in any order. */
async function listed(store: ChannelStore, prefix: string, appId = 'app-id'): Promise<ChannelSummary[]> {
  const all: ChannelSummary[] = [];
  for await (const page of store.list(appId, prefix)) all.push(...page);
  return all.sort((a, b) => (a.name < b.name ? -1 : 1));
}
