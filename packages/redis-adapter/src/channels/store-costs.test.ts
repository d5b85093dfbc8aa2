import { RecordIds } from '@shoal/core';
import { createMember } from '@shoal/protocol';
import { BucketSet } from '../buckets/bucket-set.js';
import { join } from '../scripts/channels/join.js';
import { setCounts } from '../scripts/channels/set-counts.js';
import { PlayedConnection } from '../testing/played-connection.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { RedisChannelStore } from './redis-channel-store.js';

const wants = new Set<never>();
const isWanted = (): boolean => true;

/** A store with one bucket, whose server the test plays. */
async function createStore() {
  const connection = new PlayedConnection();
  const clock = new SimulatedClock(1000);
  const buckets = new BucketSet({ connection, clock, prefix: '', count: 1 });
  const grace = { frames: 0, webhooks: 0, drain: 0 };
  const store = new RedisChannelStore({
    ...{ buckets, clock, grace, recordIds: new RecordIds(), hint: () => {}, recorded: () => {} },
  });
  const started = buckets.start();
  await connection.takeOne().answer(['OK', 'epoch1', 'run1']);
  await started;
  // The first comparison.
  for (const call of connection.take()) await call.answer(['OK', 'epoch1']);
  return { connection, clock, store };
}

function ref(name: string) {
  return { appId: 'app-id', name };
}

test('a presence join is one script, and its reply is all there is to know', async () => {
  const { connection, store } = await createStore();
  const member = { member: createMember('u', { a: 1 }), limit: 100 };
  const joined = store.join({ channel: ref('presence-a'), count: 1, member, wants, isWanted });
  const call = connection.takeOne();
  expect(call.script).toBe(join.text);
  const stored = '1{"id":"u","info":{"a":1}}';
  await call.answer(['OK', 'epoch1', 'added', 1, 0, 'members', '7', [stored]]);
  expect(await joined).toEqual({
    transition: { subscriptions: 1, records: [], member: 'added' },
    update: {
      kind: 'members',
      stamp: { epoch: 'epoch1', version: 7 },
      members: new Map([['u', createMember('u', { a: 1 })]]),
    },
  });
  expect(connection.take()).toEqual([]);
});

test('counts are written behind, many channels in one script, each with the last one stated', async () => {
  const { connection, clock, store } = await createStore();
  const totals = [store.setCount(ref('a'), 2), store.setCount(ref('b'), 5), store.setCount(ref('a'), 3)];
  expect(connection.take()).toEqual([]);
  clock.jump(1050);
  const call = connection.takeOne();
  expect(call).toMatchObject({ script: setCounts.text, args: ['app-id:a', '3', 'app-id:b', '5'] });
  await call.answer(['OK', 'epoch1', 30, 50]);
  expect(await Promise.all(totals)).toEqual([30, 50, 30]);
});

test('a transition says the count too: the write that waited is dropped, and gets its total', async () => {
  const { connection, clock, store } = await createStore();
  const total = store.setCount(ref('a'), 2);
  const left = store.leave({ channel: ref('a'), count: 0, wants, cause: 'left' });
  await connection.takeOne().answer(['OK', 'epoch1', '', 9, 0, '', 0, []]);
  expect((await left).transition.subscriptions).toBe(9);
  expect(await total).toBe(9);
  clock.jump(1050);
  expect(connection.take()).toEqual([]);
});
