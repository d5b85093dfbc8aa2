import { ACCEPTED, retryable } from '../testing/played-provider.js';
import { createTestPush, type TestPush } from '../testing/test-push.js';
import { dispatchJobId, planJobId } from './jobs/job-ids.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;

async function untilEnded(push: TestPush, id: string, appId = 'app') {
  await push.passage.until(async () => expect((await push.status(id, appId)).endedAtMs).toBeDefined());
  return push.ended(id, appId);
}

test('no more batches wait untried than an app may have, however large the audience', async () => {
  await using push = createTestPush({
    settings: { untriedBatches: 8, sends: 4, batches: 1, sendsPerCredential: 4 },
  });
  await push.register(5_000, { channel: 'news' });
  push.fcm.latency = 10;
  await push.publish('pub', channel);
  push.work();
  let most = 0;
  await push.passage.until(async () => {
    most = Math.max(most, (await push.stores.ledger.plan('app', 'pub'))?.untried ?? 0);
    expect((await push.status('pub')).endedAtMs).toBeDefined();
  });
  expect(most).toBeGreaterThan(2);
  expect(most).toBeLessThanOrEqual(8);
  expect(await push.ended('pub')).toMatchObject({ state: 'succeeded', planned: 5_000 });
});

test('publishes of one app share its room, and each goes on', async () => {
  await using push = createTestPush({ settings: { untriedBatches: 4, sends: 1, batches: 1 } });
  await push.register(1_500, { channel: 'news' });
  push.fcm.latency = 1;
  for (const id of ['one', 'two', 'three']) await push.publish(id, channel);
  push.work();
  await push.passage.until(async () => {
    for (const id of ['one', 'two', 'three'])
      expect((await push.status(id)).counters.succeeded).toBeGreaterThan(0);
  });
  for (const id of ['one', 'two', 'three'])
    expect((await push.status(id)).counters.succeeded).toBeLessThan(1_500);
  for (const id of ['one', 'two', 'three'])
    expect(await untilEnded(push, id)).toMatchObject({ succeeded: 1_500 });
});

test('a small publish of one app does not wait for the large one of another', async () => {
  await using push = createTestPush({ settings: { sends: 10, batches: 2 } });
  await push.register(20_000, { channel: 'news' });
  await push.register(20, { channel: 'news', appId: 'small', prefix: 's' });
  push.fcm.latency = 10;
  await push.publish('large', channel);
  push.work();
  await push.passage.until(() => expect(push.fcm.sent.length).toBeGreaterThan(100));
  const before = push.fcm.sent.length;
  await push.publish('pub', channel, { appId: 'small' });
  await untilEnded(push, 'pub', 'small');
  // At most what was in the queues: 32 batches.
  expect(push.fcm.sent.length - before).toBeLessThanOrEqual(3_500);
});

test('an app whose provider is slow leaves room for the batches of others', async () => {
  await using push = createTestPush({ settings: { batches: 4, sends: 8, sendsPerCredential: 4 } });
  await push.register(1_000, { channel: 'news' });
  await push.register(5, { channel: 'news', appId: 'quick', prefix: 'q' });
  push.fcm.latency = 5_000;
  await push.publish('slow', channel);
  push.work();
  await push.passage.until(() => expect(push.fcm.active).toBe(4));
  push.fcm.latency = 0;
  const startedAt = push.clock.wall();
  await push.publish('pub', channel, { appId: 'quick' });
  await untilEnded(push, 'pub', 'quick');
  expect(push.clock.wall() - startedAt).toBeLessThan(2_000);
  expect(push.observer.count('deferred throttled')).toBeGreaterThan(0);
});

test('a planner that died between the ledger and the queue has left nothing out', async () => {
  await using push = createTestPush();
  await push.register(20, { channel: 'news' });
  await push.publish('pub', channel);
  await push.stores.ledger.commit('app', 'pub', {
    ...{ from: { target: 0 }, to: { target: 0, after: 'd1' }, isDeduplicated: false },
    reached: ['d0', 'd1'].map((id) => ({ provider: 'fcm', key: `d:${id}` }) as const),
  });
  push.work();
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', planned: 20, dispatched: 20 });
});

test('a plan job that was lost is added again when nothing was heard of the publish', async () => {
  await using push = createTestPush();
  await push.register(3, { channel: 'news' });
  await push.publish('pub', channel);
  await push.stores.plans.remove(planJobId({ appId: 'app', publishId: 'pub' }, { kind: 'new' }));
  push.work();
  await push.clock.advance(29_000);
  expect(push.fcm.sent).toEqual([]);
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', planned: 3 });
});

test('repair takes up as many as it is told to, after the time that it is told', async () => {
  await using push = createTestPush({
    settings: { repairInterval: 10_000, repairMinAge: 60_000, repairBatch: 1 },
  });
  for (const id of ['one', 'two']) {
    await push.publish(id, channel);
    await push.stores.plans.remove(planJobId({ appId: 'app', publishId: id }, { kind: 'new' }));
  }
  push.work();
  const states = async () => [(await push.status('one')).state, (await push.status('two')).state];
  await push.clock.advance(60_000);
  expect(await states()).toEqual(['queued', 'queued']);
  await push.clock.advance(10_000);
  expect((await states()).sort()).toEqual(['queued', 'succeeded']);
  await push.clock.advance(10_000);
  expect(await states()).toEqual(['succeeded', 'succeeded']);
});

test('a batch whose job was lost is added again, alone', async () => {
  await using push = createTestPush();
  await push.register(250, { channel: 'news' });
  push.fcm.answers(retryable('unknown', { milliseconds: 3_600_000, of: 'device' }));
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).counters.retryScheduled).toBe(250));
  await push.clock.advance(1_000);
  const lost = dispatchJobId({ appId: 'app', publishId: 'pub', batch: 1 });
  expect(await push.stores.dispatches.fcm.remove(lost)).toBe(true);
  push.fcm.answers(ACCEPTED);
  await push.clock.advance(3_700_000);
  expect(await push.ended('pub')).toMatchObject({ state: 'succeeded', succeeded: 250, dispatched: 500 });
  expect(push.fcm.sent).toHaveLength(500);
});

test('a scheduled publish is not repaired before its time', async () => {
  await using push = createTestPush();
  const notBeforeMs = push.clock.wall() + 600_000;
  await push.publish('pub', channel, { notBeforeMs });
  await push.stores.plans.remove(planJobId({ appId: 'app', publishId: 'pub' }, { kind: 'new' }));
  push.work();
  await push.clock.advance(600_000);
  expect(await push.stores.plans.depth()).toEqual({ waiting: 0, active: 0, delayed: 0, oldestAge: 0 });
  await push.clock.advance(90_000);
  expect((await push.status('pub')).state).toBe('succeeded');
});

test('jobs name what is to be sent, and hold neither payloads nor tokens', async () => {
  await using push = createTestPush();
  await push.register(250, { channel: 'news' });
  const jobs: unknown[] = [];
  const { fcm } = push.stores.dispatches;
  const add = fcm.add.bind(fcm);
  fcm.add = (added) => {
    jobs.push(...added.map(({ data }) => data));
    return add(added);
  };
  push.work();
  await push.publish('pub', channel);
  await untilEnded(push, 'pub');
  expect(jobs).toEqual([0, 1, 2].map((batch) => ({ appId: 'app', publishId: 'pub', batch })));
});

test('two apps may give their publishes the same id', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  await push.register(3, { channel: 'news', appId: 'other', prefix: 'o' });
  await push.publish('pub', channel);
  await push.publish('pub', channel, { appId: 'other' });
  push.work();
  expect(await untilEnded(push, 'pub')).toMatchObject({ succeeded: 2 });
  expect(await untilEnded(push, 'pub', 'other')).toMatchObject({ succeeded: 3 });
});

test('closing ends what runs, and the rest goes on after the next start', async () => {
  await using push = createTestPush({ settings: { sends: 5 } });
  await push.register(400, { channel: 'news' });
  push.fcm.latency = 1_000;
  await push.publish('pub', channel);
  const worker = push.work();
  await push.passage.until(() => expect(push.fcm.active).toBe(5));
  const closed = worker.close(1_500);
  await push.clock.advance(5_000);
  await closed;
  expect(push.fcm.isClosed).toBe(true);
  expect(push.fcm.active).toBe(0);
  const before = push.fcm.sent.length;
  expect(before).toBeLessThan(400);
  push.work();
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', succeeded: 400 });
  expect(push.fcm.sent).toHaveLength(400);
});
