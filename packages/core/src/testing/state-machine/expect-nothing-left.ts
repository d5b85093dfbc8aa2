import type { WebhookRecord } from '../../webhook/webhook-sink.js';
import { channels, users } from './action.js';
import type { World } from './world.js';

/** Longer than every grace. */
const long = 60_000;

/** When everybody has gone and every grace is over, nobody remembers anybody. */
export async function expectNothingLeft(world: World, rememberedBefore: number): Promise<void> {
  world.clock.advance(long);
  while ((await world.answer(0)) || !world.clock.isAtRest) world.clock.settle();
  expect(world.rooms).toEqual([]);
  expect(world.countEntries()).toBe(rememberedBefore);
  // Each node's heartbeat turns for ever; nothing else does.
  expect(world.clock.timers).toBe(world.nodes.length);
  for (const { node, stores, app, observer } of world.nodes) {
    expect([...node.tables.apps()]).toEqual([]);
    expect([...node.held()]).toEqual([]);
    expect(await world.ask(() => stores.quotas.count(app.id))).toBe(0);
    for (const user of users) expect(await world.ask(() => stores.users.countSockets(app.id, user))).toBe(0);
    for (const name of channels) {
      const update = await world.ask(() => stores.channels.catchUp({ appId: app.id, name }, undefined));
      expect(update).toMatchObject({ kind: 'members', members: new Map() });
    }
    expect(observer.calls('failed')).toEqual([]);
    expect(observer.calls('subscribed')).toHaveLength(observer.calls('unsubscribed').length);
    expect(observer.calls('connectionOpened')).toHaveLength(observer.calls('connectionClosed').length);
  }
  const changes = world.nodes.flatMap(({ observer }) =>
    observer.calls('presenceChanged').map(([, event]) => event),
  );
  expect(changes.filter((event) => event === 'join')).toHaveLength(
    changes.filter((event) => event === 'leave').length,
  );
  expectTurns(world.nodes.flatMap(({ webhooks }) => webhooks.records));
}

/** Endpoints hear of each coming and each going in turns, and in the end of a going. */
function expectTurns(records: readonly WebhookRecord[]): void {
  const last = new Map<string, string>();
  const inOrder = records
    .filter(({ version }) => version !== undefined)
    .sort((a, b) => (a.version ?? 0) - (b.version ?? 0));
  for (const { event } of inOrder) {
    if (!('channel' in event)) continue;
    const about = `${event.channel} ${'user_id' in event ? event.user_id : ''}`;
    const isComing = event.name === 'channel_occupied' || event.name === 'member_added';
    expect({ about, was: last.get(about) ?? 'going' }).toEqual({ about, was: isComing ? 'going' : 'coming' });
    last.set(about, isComing ? 'coming' : 'going');
  }
  expect([...last.values()].filter((state) => state !== 'going')).toEqual([]);
}
