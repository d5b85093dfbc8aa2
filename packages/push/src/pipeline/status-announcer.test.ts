import { QueueAwayError } from '@shoal/queue';
import { createTestPush, type TestPush } from '../testing/test-push.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;

async function untold(push: TestPush, id: string) {
  return (await push.stores.ledger.plan('app', id))?.untold;
}

test('what a process did not live to tell is told by another one, every state of it, and not again', async () => {
  await using push = createTestPush();
  await push.publish('pub', channel);
  // It dies between the ledger and the webhooks.
  await push.stores.ledger.commit('app', 'pub', {
    ...{ from: { target: 0 }, to: { target: 1 }, reached: [], isDeduplicated: false },
  });
  await push.stores.ledger.commit('app', 'pub', {
    ...{ from: { target: 1 }, to: undefined, reached: [], isDeduplicated: false },
  });
  expect(await untold(push, 'pub')).toEqual(['planning', 'succeeded']);
  push.work();
  await push.passage.until(async () => expect(await untold(push, 'pub')).toEqual([]));
  await push.clock.advance(300_000);
  expect(push.changes).toEqual(['pub planning', 'pub succeeded']);
});

test('an app that was told is not told again', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(async () => expect(await untold(push, 'pub')).toEqual([]));
  await push.clock.advance(300_000);
  expect(push.changes).toEqual(['pub dispatching', 'pub succeeded']);
  expect(push.observer.ends).toEqual(['app succeeded']);
});

test('while webhooks cannot be queued nothing is lost, and no end is counted twice', async () => {
  let isAway = true;
  await using push = createTestPush({
    statusChanged: async () => {
      if (isAway) throw new QueueAwayError('away');
    },
  });
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(() => expect(push.observer.count('callbackFailed')).toBe(2));
  isAway = false;
  await push.passage.until(async () => expect(await untold(push, 'pub')).toEqual([]));
  expect(push.observer.ends).toEqual(['app succeeded']);
});

test('a state that was left is told without the end that came later', async () => {
  const told: unknown[] = [];
  await using push = createTestPush({
    statusChanged: async ({ state, endedAtMs, errorReason }) => {
      told.push([state, endedAtMs !== undefined, errorReason]);
    },
  });
  await push.publish('pub', channel);
  const page = { from: { target: 0 }, to: { target: 1 }, reached: [], isDeduplicated: false };
  await push.stores.ledger.commit('app', 'pub', page);
  await push.stores.ledger.stop('app', 'pub', { state: 'cancelled', reason: 'why' });
  push.work();
  await push.passage.until(() => expect(told).toHaveLength(2));
  expect(told).toEqual([
    ['planning', false, undefined],
    ['cancelled', true, 'why'],
  ]);
});
