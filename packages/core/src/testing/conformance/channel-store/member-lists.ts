import { createMember } from '@shoal/protocol';
import { type ChannelStoreSubject, noGrace } from './channel-store-subject.js';
import { changesOf, factsOf, listOf, PlayedNode, refTo } from './played-node.js';

/** Who is in a presence channel, and what a node is told after what it has told. */
export function describeMemberLists(subject: ChannelStoreSubject): void {
  const { until } = subject.passage;

  test('a user comes and goes once, however often it is stated', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const came = await node.join('presence-a', { user: 'u' });
    expect(came).toMatchObject({ transition: { member: 'added' } });
    const { version } = node.stamp('presence-a') ?? {};
    const again = await node.stateAgain('presence-a', { user: 'u' });
    expect(again).toMatchObject({ transition: { records: [] } });
    expect(again).not.toHaveProperty('transition.member');
    expect(node.stamp('presence-a')?.version).toBe(version);
    const went = await node.leave('presence-a', { user: 'u' });
    expect(went.transition.member).toBe('removed');
    expect((await node.leaveAgain('presence-a', { user: 'u' })).transition).not.toHaveProperty('member');
    await node.join('presence-a', { user: 'v' });
    await until(() => {
      expect([...node.facts].sort()).toEqual([
        'channel_occupied',
        'channel_occupied',
        'channel_vacated',
        'member_added:u',
        'member_added:v',
        'member_removed:u',
      ]);
    });
  });

  test('a reply tells what happened after the told stamp, in order; a node that has told nobody gets all', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const first = await node.join('presence-a', { user: 'u', userInfo: { name: 'U' } });
    expect(first).toMatchObject({ update: { kind: 'members' } });
    const told = node.stamp('presence-a');
    const second = await node.join('presence-a', { user: 'v' });
    expect(second).toMatchObject({
      update: { kind: 'changes', changes: [{ kind: 'added', member: { key: 'v' } }] },
    });
    await node.join('presence-a', { user: 'w' });
    await node.leave('presence-a', { user: 'v' });
    const update = await node.store.catchUp(refTo('presence-a'), told);
    expect(changesOf(update)).toEqual(['+v', '+w', '-v']);
    expect(node.list('presence-a')).toEqual({ u: { name: 'U' }, w: null });
  });

  test('versions grow with every change, and those of changes lie after the told one', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'u' });
    const told = node.stamp('presence-a');
    await node.join('presence-a', { user: 'v' });
    await node.leave('presence-a', { user: 'u' });
    const update = await node.store.catchUp(refTo('presence-a'), told);
    const versions = update.kind === 'changes' ? update.changes.map(({ version }) => version) : [];
    expect(versions).toHaveLength(2);
    expect(versions[0]).toBeGreaterThan(told?.version ?? Number.POSITIVE_INFINITY);
    expect(versions[1]).toBeGreaterThan(versions[0] ?? Number.POSITIVE_INFINITY);
    expect(update.stamp.version).toBeGreaterThanOrEqual(versions[1] ?? Number.POSITIVE_INFINITY);
    expect(changesOf(await node.store.catchUp(refTo('presence-a'), update.stamp))).toEqual([]);
  });

  test('a stamp that the log does not reach, one of another epoch and none at all get the whole list', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'stays' });
    const early = node.stamp('presence-a');
    for (let turn = 0; turn < 150; turn += 1) {
      await node.join('presence-a', { user: 'turns' });
      await node.leave('presence-a', { user: 'turns' });
    }
    const late = node.stamp('presence-a');
    if (early === undefined || late === undefined) throw new Error('Nothing was told');
    for (const stamp of [early, { ...late, epoch: 'another epoch' }, undefined]) {
      const update = await node.store.catchUp(refTo('presence-a'), stamp);
      if (update.kind !== 'members') throw new Error('Only a whole list can follow this stamp');
      expect(listOf(update.members.values())).toEqual({ stays: null });
      expect(update.stamp).toEqual(late);
    }
  });

  test('members keep the JSON type of their id and their user_info; ids are the same user by their text', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 10, userInfo: { name: 'Mr. Channels', tags: ['é', null] } });
    expect(await node.join('presence-a', { user: '10' })).not.toHaveProperty('transition.member');
    const members = await node.store.members(refTo('presence-a'));
    expect([...members]).toEqual([createMember(10, { name: 'Mr. Channels', tags: ['é', null] })]);
  });

  describeMemberLimit(subject);
  if (subject.nodes === 'several') describeSharedLists(subject);
}

function describeMemberLimit(subject: ChannelStoreSubject): void {
  const { until } = subject.passage;

  test('a full channel refuses newcomers and counts nothing of them', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'u', limit: 2 });
    await node.join('presence-a', { user: 'v', limit: 2 });
    const stamp = node.stamp('presence-a');
    expect(await node.join('presence-a', { user: 'w', limit: 2 })).toEqual({ refused: 'full' });
    expect(await node.subscriptions('presence-a')).toBe(2);
    expect(await node.members('presence-a')).toEqual(['u', 'v']);
    const undone = await node.leaveAgain('presence-a', { user: 'w' });
    expect(undone.transition).not.toHaveProperty('member');
    expect(node.stamp('presence-a')).toEqual(stamp);
    await node.leave('presence-a', { user: 'v' });
    await until(() => {
      expect([...node.facts].sort()).toEqual([
        'channel_occupied',
        'member_added:u',
        'member_added:v',
        'member_removed:v',
      ]);
    });
  });

  test('a member of a full channel may state itself again, and a free place is given again', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'u', limit: 1 });
    expect(await node.stateAgain('presence-a', { user: 'u', limit: 1 })).not.toHaveProperty(
      'refused',
      'full',
    );
    await node.leave('presence-a', { user: 'u' });
    expect(await node.join('presence-a', { user: 'v', limit: 1 })).toMatchObject({
      transition: { member: 'added' },
    });
  });

  test('a refused user leaves no trace in an empty channel', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    expect(await node.join('presence-a', { user: 'u', limit: 0 })).toEqual({ refused: 'full' });
    await node.leaveAgain('presence-a', { user: 'u' });
    expect(await node.subscriptions('presence-a')).toBe(0);
    await node.join('presence-a', { user: 'v' });
    await until(() => expect([...node.facts].sort()).toEqual(['channel_occupied', 'member_added:v']));
  });
}

function describeSharedLists(subject: ChannelStoreSubject): void {
  const { until } = subject.passage;

  test('a user on two nodes is one member: the first socket brings it, the last one takes it away', async () => {
    await using cluster = await subject.create(noGrace);
    const [one, two] = [await PlayedNode.start(cluster), await PlayedNode.start(cluster)];
    await one.join('presence-a', { user: 'u', userInfo: 'first' });
    expect(await two.join('presence-a', { user: 'u', userInfo: 'second' })).not.toHaveProperty(
      'transition.member',
    );
    expect(two.list('presence-a')).toEqual({ u: 'first' });
    expect((await one.leave('presence-a', { user: 'u' })).transition).not.toHaveProperty('member');
    expect((await two.leave('presence-a', { user: 'u' })).transition.member).toBe('removed');
    await one.join('presence-a', { user: 'v' });
    await until(() => {
      expect(factsOf([one, two]).sort()).toEqual([
        'channel_occupied',
        'channel_occupied',
        'channel_vacated',
        'member_added:u',
        'member_added:v',
        'member_removed:u',
      ]);
    });
  });

  test('a node reads what another one changed, in order', async () => {
    await using cluster = await subject.create(noGrace);
    const [one, two] = [await PlayedNode.start(cluster), await PlayedNode.start(cluster)];
    await one.join('presence-a', { user: 'u' });
    await two.join('presence-a', { user: 'v' });
    await two.leave('presence-a', { user: 'v' });
    expect(changesOf(await one.catchUp('presence-a'))).toEqual(['+v', '-v']);
  });

  test('the limit is over all nodes', async () => {
    await using cluster = await subject.create(noGrace);
    const [one, two] = [await PlayedNode.start(cluster), await PlayedNode.start(cluster)];
    await one.join('presence-a', { user: 'u', limit: 1 });
    expect(await two.join('presence-a', { user: 'v', limit: 1 })).toEqual({ refused: 'full' });
    expect(await two.join('presence-a', { user: 'u', limit: 1 })).toMatchObject({ transition: {} });
    expect(await one.subscriptions('presence-a')).toBe(2);
  });
}
