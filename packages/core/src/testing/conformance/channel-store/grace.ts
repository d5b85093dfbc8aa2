import { type ChannelStoreSubject, noGrace } from './channel-store-subject.js';
import { changesOf, PlayedNode, refTo } from './played-node.js';

/**
 * The time in which a return undoes a leave. That something is *not* told is seen by a later thing that is: the
 * sentinel leaves last, so whatever had to be told of others was told before it.
 */
export function describeGrace(subject: ChannelStoreSubject): void {
  describeFrameGrace(subject);
  describeReturns(subject);
  describeWebhookGrace(subject);
}

const channel = 'presence-a';

function describeFrameGrace(subject: ChannelStoreSubject): void {
  const { unit, until } = subject.passage;

  test('a user in grace is still in the lists but no member, and goes when the grace ends', async () => {
    await using cluster = await subject.create({ ...noGrace, frames: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'stays' });
    await node.join(channel, { user: 'u' });
    expect((await node.leave(channel, { user: 'u' })).transition).not.toHaveProperty('member');
    expect(Object.keys(node.list(channel)).sort()).toEqual(['stays', 'u']);
    expect(await node.members(channel)).toEqual(['stays']);
    const told = node.stamp(channel);
    await until(() => expect(node.host.looks).toContain(channel));
    expect(changesOf(await node.store.catchUp(refTo(channel), told))).toEqual(['-u']);
    expect(node.host.departures).toBe(1);
  });

  test('a drained user gets the longer grace, others theirs', async () => {
    await using cluster = await subject.create({ frames: unit, drain: 3 * unit, webhooks: 0 });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'stays' });
    await node.join(channel, { user: 'drained' });
    await node.join(channel, { user: 'left' });
    await node.leave(channel, { user: 'drained', cause: 'drained' });
    await node.leave(channel, { user: 'left' });
    await until(async () => expect(changesOf(await node.catchUp(channel))).toEqual(['-left']));
    await until(async () => expect(changesOf(await node.catchUp(channel))).toEqual(['-drained']));
  });

  test('a drained user has a grace although others have none', async () => {
    await using cluster = await subject.create({ ...noGrace, drain: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'stays' });
    await node.join(channel, { user: 'drained' });
    await node.join(channel, { user: 'left' });
    await node.leave(channel, { user: 'drained', cause: 'drained' });
    expect(changesOf((await node.leave(channel, { user: 'left' })).update)).toEqual(['-left']);
    await until(async () => expect(changesOf(await node.catchUp(channel))).toEqual(['-drained']));
  });

  test('users in grace hold no place: a newcomer takes it, and who returns to a full channel is refused', async () => {
    await using cluster = await subject.create({ ...noGrace, frames: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'u', limit: 1 });
    await node.leave(channel, { user: 'u' });
    expect(await node.join(channel, { user: 'v', limit: 1 })).toMatchObject({
      transition: { member: 'added' },
    });
    expect(await node.join(channel, { user: 'u', limit: 1 })).toEqual({ refused: 'full' });
    await until(async () => expect(changesOf(await node.catchUp(channel))).toEqual(['-u']));
    expect(await node.members(channel)).toEqual(['v']);
  });

  if (subject.nodes === 'several') {
    test('the end of a grace is counted by one node and seen by all', async () => {
      await using cluster = await subject.create({ ...noGrace, frames: unit });
      const nodes = [await PlayedNode.start(cluster), await PlayedNode.start(cluster)] as const;
      await nodes[0].join(channel, { user: 'stays' });
      await nodes[1].join(channel, { user: 'u' });
      await nodes[0].catchUp(channel);
      await nodes[1].leave(channel, { user: 'u' });
      await until(async () => expect(changesOf(await nodes[0].catchUp(channel))).toEqual(['-u']));
      await until(() => expect(nodes.map(({ host }) => host.departures).sort()).toEqual([0, 1]));
    });
  }
}

function describeReturns(subject: ChannelStoreSubject): void {
  const { unit, until } = subject.passage;

  test('a return with the same user_info within the grace is no news', async () => {
    await using cluster = await subject.create({ ...noGrace, frames: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'sentinel' });
    await node.join(channel, { user: 'u', userInfo: { a: 1 } });
    const told = node.stamp(channel);
    await node.leave(channel, { user: 'u' });
    const back = await node.join(channel, { user: 'u', userInfo: { a: 1 } });
    expect(back).not.toHaveProperty('transition.member');
    await node.leave(channel, { user: 'sentinel' });
    await until(async () => {
      expect(changesOf(await node.store.catchUp(refTo(channel), told))).toEqual(['-sentinel']);
    });
    expect(await node.members(channel)).toEqual(['u']);
  });

  test('a return with other user_info within the grace is told as removed and added', async () => {
    await using cluster = await subject.create({ ...noGrace, frames: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'sentinel' });
    await node.join(channel, { user: 'u', userInfo: { a: 1 } });
    const told = node.stamp(channel);
    await node.leave(channel, { user: 'u' });
    const back = await node.join(channel, { user: 'u', userInfo: { a: 2 } });
    expect(back).toMatchObject({ transition: { member: 'updated' } });
    await node.leave(channel, { user: 'sentinel' });
    await until(async () => {
      expect(changesOf(await node.store.catchUp(refTo(channel), told))).toEqual(['-u', '+u', '-sentinel']);
    });
    expect(node.list(channel)).toMatchObject({ u: { a: 2 } });
  });

  test('who comes back after the grace is new', async () => {
    await using cluster = await subject.create({ ...noGrace, frames: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'stays' });
    await node.join(channel, { user: 'u' });
    await node.leave(channel, { user: 'u' });
    await until(async () => expect(changesOf(await node.catchUp(channel))).toEqual(['-u']));
    expect(await node.join(channel, { user: 'u' })).toMatchObject({ transition: { member: 'added' } });
  });
}

function describeWebhookGrace(subject: ChannelStoreSubject): void {
  const { unit, until } = subject.passage;

  test('what was left is recorded once, when the grace ends', async () => {
    await using cluster = await subject.create({ ...noGrace, webhooks: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'u' });
    const left = await node.leave(channel, { user: 'u' });
    expect(left).toMatchObject({ transition: { member: 'removed', records: [] } });
    await until(() => expect(node.facts).toHaveLength(4));
    expect([...node.facts].sort()).toEqual([
      'channel_occupied',
      'channel_vacated',
      'member_added:u',
      'member_removed:u',
    ]);
  });

  test('a return within the grace is recorded neither as leaving nor as coming', async () => {
    await using cluster = await subject.create({ ...noGrace, webhooks: unit });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'u' });
    await node.leave(channel, { user: 'u' });
    await node.join(channel, { user: 'u' });
    await node.join('sentinel');
    await node.leave('sentinel');
    await until(() => expect(node.facts.at(-1)).toBe('channel_vacated'));
    expect([...node.facts].sort()).toEqual([
      'channel_occupied',
      'channel_occupied',
      'channel_vacated',
      'member_added:u',
    ]);
    expect(node.host.records.at(-1)?.event).toEqual({ name: 'channel_vacated', channel: 'sentinel' });
  });

  test('frames and webhooks decide alone', async () => {
    await using cluster = await subject.create({ frames: 3 * unit, webhooks: 0, drain: 0 });
    const node = await PlayedNode.start(cluster);
    await node.join(channel, { user: 'stays' });
    await node.join(channel, { user: 'u' });
    await node.leave(channel, { user: 'u' });
    const back = await node.join(channel, { user: 'u' });
    expect(back).not.toHaveProperty('transition.member');
    await until(() => {
      expect(node.facts.filter((fact) => fact.endsWith(':u'))).toEqual([
        'member_added:u',
        'member_removed:u',
        'member_added:u',
      ]);
    });
  });

  if (subject.nodes === 'several') {
    test('a return on another node undoes the leave; what nobody undoes is recorded by one node', async () => {
      await using cluster = await subject.create({ ...noGrace, webhooks: unit });
      const nodes = [await PlayedNode.start(cluster), await PlayedNode.start(cluster)] as const;
      await nodes[0].join(channel, { user: 'u' });
      await nodes[0].leave(channel, { user: 'u' });
      await nodes[1].join(channel, { user: 'u' });
      await nodes[1].join('sentinel');
      await nodes[1].leave('sentinel');
      const facts = (): string[] => nodes.flatMap((node) => node.facts).sort();
      await until(() => expect(facts()).toContain('channel_vacated'));
      expect(facts()).toEqual(['channel_occupied', 'channel_occupied', 'channel_vacated', 'member_added:u']);
    });
  }
}
