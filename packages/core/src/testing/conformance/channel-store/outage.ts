import { type ChannelStoreSubject, noGrace } from './channel-store-subject.js';
import { PlayedNode, refTo } from './played-node.js';

/** What holds while the shared state is away, and after its return. For implementations that can lose it. */
export function describeOutage(subject: ChannelStoreSubject): void {
  const { until } = subject.passage;

  test('without a member a join goes through at once and is stated when the state is back', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const outage = await cluster.outage?.();
    expect(await node.join('a')).not.toHaveProperty('refused', 'unwanted');
    await outage?.[Symbol.asyncDispose]();
    await until(async () => expect(await node.subscriptions('a')).toBe(1));
    await until(() => expect(node.facts).toEqual(['channel_occupied']));
  });

  test('with a member a join is held until the state is back', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const outage = await cluster.outage?.();
    let isAnswered = false;
    const held = Promise.resolve(node.join('presence-a', { user: 'u' })).finally(() => {
      isAnswered = true;
    });
    await node.join('fence');
    expect(isAnswered).toBe(false);
    await outage?.[Symbol.asyncDispose]();
    expect(await held).toMatchObject({ transition: { member: 'added' } });
  });

  test('a held join that nobody wants any more is dropped', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const outage = await cluster.outage?.();
    let isWanted = true;
    const held = node.join('presence-a', { user: 'u', isWanted: () => isWanted });
    isWanted = false;
    await outage?.[Symbol.asyncDispose]();
    expect(await held).toEqual({ refused: 'unwanted' });
    expect(await node.members('presence-a')).toEqual([]);
  });

  test('leaves and counts are stated when the state is back', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('a');
    await node.join('b');
    const outage = await cluster.outage?.();
    const left = node.leave('a');
    const counted = node.store.setCount(refTo('b'), 4);
    node.host.holding('b').count = 4;
    await outage?.[Symbol.asyncDispose]();
    await Promise.allSettled([left, counted]);
    await until(async () => expect(await node.subscriptions('a')).toBe(0));
    await until(async () => expect(await node.subscriptions('b')).toBe(4));
    await until(() => expect(node.facts.filter((fact) => fact === 'channel_vacated')).toHaveLength(1));
  });

  test('queries are refused meanwhile', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await using _outage = await cluster.outage?.();
    const away = expect.objectContaining({ key: 'backend' });
    await expect(async () => node.store.find(refTo('a'))).rejects.toEqual(away);
    await expect(async () => node.store.members(refTo('presence-a'))).rejects.toEqual(away);
    await expect(async () => {
      for await (const page of node.store.list('app-id', '')) expect(page).toBeUndefined();
    }).rejects.toEqual(away);
  });
}
