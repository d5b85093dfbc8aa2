import type { WebhookEventName } from '@shoal/protocol';
import { type ChannelStoreSubject, noGrace } from './channel-store-subject.js';
import { factsOf, PlayedNode } from './played-node.js';

const nothing: ReadonlySet<WebhookEventName> = new Set();

/**
 * Who occupies a channel, and that it is said once. That something is *not* recorded is seen by a later fact of the same
 * channel: those come in order.
 */
export function describeOccupancy(subject: ChannelStoreSubject): void {
  const { until } = subject.passage;

  test('the first socket occupies a channel and the last one vacates it', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    const joined = await node.join('a');
    expect(joined).toMatchObject({ transition: { subscriptions: 1 } });
    await until(() => expect(node.facts).toEqual(['channel_occupied']));
    const left = await node.leave('a');
    expect(left.transition.subscriptions).toBe(0);
    await until(() => expect(node.facts).toEqual(['channel_occupied', 'channel_vacated']));
    expect(await node.subscriptions('a')).toBe(0);
  });

  test('a statement that is made twice changes nothing and is recorded once', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('a');
    expect(await node.stateAgain('a')).toMatchObject({ transition: { subscriptions: 1, records: [] } });
    await node.leave('a');
    expect(await node.leaveAgain('a')).toMatchObject({ transition: { subscriptions: 0, records: [] } });
    await node.join('a');
    await until(() => {
      expect(node.facts).toEqual(['channel_occupied', 'channel_vacated', 'channel_occupied']);
    });
  });

  test('a channel that was vacated is occupied anew', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    for (let round = 0; round < 2; round += 1) {
      await node.join('a');
      await node.leave('a');
    }
    const turns = ['channel_occupied', 'channel_vacated'];
    await until(() => expect(node.facts).toEqual([...turns, ...turns]));
  });

  test('records carry fresh ids, growing versions and the time; events that nobody wants are not recorded', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('a', { wants: nothing });
    await node.leave('a', { wants: nothing });
    await node.join('a', { wants: new Set(['channel_vacated']) });
    await node.leave('a', { wants: new Set(['channel_vacated']) });
    await until(() => expect(node.facts).toEqual(['channel_vacated']));
    await node.join('a');
    await node.leave('a');
    const { records } = node.host;
    await until(() => expect(records).toHaveLength(3));
    expect(new Set(records.map(({ id }) => id)).size).toBe(3);
    for (const record of records) {
      expect(record).toMatchObject({
        appId: 'app-id',
        timeMs: expect.any(Number),
        version: expect.any(Number),
      });
      expect(record.id).toMatch(/^[^:]*[^:0-9][^:]*$/);
    }
    const [occupied, vacated] = records.slice(1).map(({ version }) => version ?? 0);
    expect(vacated).toBeGreaterThan(occupied ?? Number.POSITIVE_INFINITY);
  });

  test('setCount changes the total of a channel that is held, and never brings back one that was left', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('a');
    expect(await node.store.setCount({ appId: 'app-id', name: 'a' }, 7)).toBe(7);
    expect(await node.subscriptions('a')).toBe(7);
    await node.leave('a');
    expect(await node.store.setCount({ appId: 'app-id', name: 'a' }, 3)).toBe(0);
    expect(await node.subscriptions('a')).toBe(0);
    await node.join('a');
    await until(() => {
      expect(node.facts).toEqual(['channel_occupied', 'channel_vacated', 'channel_occupied']);
    });
  });

  test('a leave states the sockets that are left, also when others came since the last statement', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    await node.join('presence-a', { user: 'u' });
    await node.join('presence-a', { user: 'v' });
    node.host.holding('presence-a').count = 6;
    await node.leave('presence-a', { user: 'v' });
    expect(await node.subscriptions('presence-a')).toBe(5);
  });

  test('a leave never takes the node in, whatever count it names', async () => {
    await using cluster = await subject.create(noGrace);
    const node = await PlayedNode.start(cluster);
    node.host.holding('presence-a').count = 2;
    const left = await node.leave('presence-a', { user: 'dropped' });
    expect(left.transition.subscriptions).toBe(0);
    expect(await node.subscriptions('presence-a')).toBe(0);
    await node.join('presence-a', { user: 'u' });
    await until(() => expect(node.facts).toEqual(['channel_occupied', 'member_added:u']));
  });

  if (subject.nodes === 'several') describeSharedOccupancy(subject);
}

function describeSharedOccupancy(subject: ChannelStoreSubject): void {
  const { until } = subject.passage;

  test('only the first node occupies, only the last one vacates, and totals are over all nodes', async () => {
    await using cluster = await subject.create(noGrace);
    const [one, two] = [await PlayedNode.start(cluster), await PlayedNode.start(cluster)];
    await one.join('a');
    expect(await two.join('a')).toMatchObject({ transition: { subscriptions: 2, records: [] } });
    expect(await one.store.setCount({ appId: 'app-id', name: 'a' }, 5)).toBe(6);
    expect(await two.subscriptions('a')).toBe(6);
    await one.leave('a');
    expect(await one.subscriptions('a')).toBe(1);
    // A fact between the two leaves: nothing is recorded before it but the first join.
    await two.join('a', { user: 'u' });
    await two.leave('a', { user: 'u' });
    await two.leave('a');
    const facts = ['channel_occupied', 'member_added:u', 'member_removed:u', 'channel_vacated'];
    await until(() => expect(factsOf([one, two])).toEqual(facts));
  });

  test('nodes that come and go at the same moment: occupied and vacated take turns', async () => {
    await using cluster = await subject.create(noGrace);
    const nodes = await Promise.all(Array.from({ length: 4 }, () => PlayedNode.start(cluster)));
    for (let round = 0; round < 5; round += 1) {
      await Promise.all(nodes.map((node) => node.join('a')));
      await Promise.all(nodes.map((node) => node.leave('a')));
    }
    const turns = Array.from({ length: 5 }, () => ['channel_occupied', 'channel_vacated']).flat();
    await until(() => expect(factsOf(nodes)).toEqual(turns));
  });
}
