import { ACCEPTED, retryable } from '../testing/played-provider.js';
import { createTestPush } from '../testing/test-push.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;
const YEAR_MS = 365 * 86_400_000;

test('before its time: its job is taken out, and nothing happens when the time comes', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  push.work();
  await push.publish('pub', channel, { notBeforeMs: push.clock.wall() + 60_000 });
  expect(await push.control.cancel('app', 'pub')).toMatchObject({ state: 'cancelled' });
  expect(await push.stores.plans.depth()).toMatchObject({ delayed: 0, waiting: 0 });
  await push.clock.advance(61_000);
  expect(push.fcm.sent).toEqual([]);
  expect(await push.ended('pub')).toMatchObject({ state: 'cancelled', planned: 0 });
  expect(push.changes).toEqual(['pub cancelled']);
});

test('while it is planned: what was planned is counted as cancelled, the rest never planned', async () => {
  await using push = createTestPush({ settings: { untriedBatches: 2, sends: 1 } });
  await push.register(1_000, { channel: 'news' });
  push.fcm.latency = 100;
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(() => expect(push.fcm.sent.length).toBeGreaterThan(3));
  expect(await push.control.cancel('app', 'pub')).toMatchObject({ state: 'cancelled' });
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  const ended = await push.ended('pub');
  expect(ended.planned).toBeLessThan(400);
  expect(ended.succeeded).toBe(push.fcm.sent.length);
  expect(ended.cancelled).toBeGreaterThan(50);
});

test('between two attempts: nobody waits for the next one', async () => {
  await using push = createTestPush();
  await push.register(3, { channel: 'news' });
  const hours = retryable('provider_quota', { milliseconds: 5 * 3_600_000, of: 'device' });
  push.fcm.answers((token) => (token === 'd0' ? ACCEPTED : hours));
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).counters.retryScheduled).toBe(2));
  await push.clock.advance(1_000);
  const startedAt = push.clock.wall();
  await push.control.cancel('app', 'pub');
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(push.clock.wall() - startedAt).toBeLessThan(1_000);
  expect(await push.ended('pub')).toMatchObject({
    state: 'cancelled',
    succeeded: 1,
    cancelled: 2,
    dispatched: 3,
  });
});

test('while it is sent: what is under way counts as it ends', async () => {
  await using push = createTestPush();
  await push.register(3, { channel: 'news' });
  push.fcm.latency = 500;
  push.fcm.answers((token) =>
    token === 'd0' ? ACCEPTED : retryable('unknown', { milliseconds: 3_600_000, of: 'device' }),
  );
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(() => expect(push.fcm.active).toBe(3));
  await push.control.cancel('app', 'pub');
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(await push.ended('pub')).toMatchObject({
    state: 'cancelled',
    succeeded: 1,
    cancelled: 2,
    dispatched: 3,
  });
});

test('after its end nothing changes, and an unknown one is unknown', async () => {
  await using push = createTestPush();
  await push.register(1, { channel: 'news' });
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).state).toBe('succeeded'));
  expect(await push.control.cancel('app', 'pub')).toMatchObject({ state: 'succeeded' });
  expect(await push.control.cancel('app', 'nobody')).toBeUndefined();
  expect(await push.control.cancel('other', 'pub')).toBeUndefined();
});

test('a year ahead: it waits, is listed, and is sent then', async () => {
  // Repair would ring a million times in that year.
  await using push = createTestPush({ settings: { repairInterval: 2 * YEAR_MS } });
  await push.register(1, { channel: 'news' });
  push.work();
  const now = push.clock.wall();
  await push.publish('later', channel, { notBeforeMs: now + YEAR_MS });
  await push.publish('sooner', channel, { notBeforeMs: now + YEAR_MS - 1_000 });
  const { items, next } = await push.control.scheduled('app', { limit: 1 });
  expect(items).toMatchObject([{ publishId: 'sooner', state: 'queued' }]);
  const rest = await push.control.scheduled('app', { limit: 1, after: next ?? '' });
  expect(rest).toMatchObject({ items: [{ publishId: 'later' }] });
  await push.clock.advance(YEAR_MS - 1_001);
  expect(push.fcm.sent).toEqual([]);
  await push.clock.advance(2_000);
  expect(push.fcm.sent.map(({ at }) => at - now)).toEqual([YEAR_MS - 1_000, YEAR_MS]);
});

test('in its own time, not before', async () => {
  await using push = createTestPush();
  await push.register(1, { channel: 'news' });
  push.work();
  const due = push.clock.wall() + 3_600_000;
  await push.publish('pub', channel, { notBeforeMs: due });
  await push.clock.advance(3_599_000);
  expect(push.fcm.sent).toEqual([]);
  expect(await push.status('pub')).toMatchObject({ state: 'queued', notBeforeMs: due });
  await push.passage.until(() => expect(push.fcm.sent).toHaveLength(1));
  expect(push.fcm.sent[0]?.at).toBeGreaterThanOrEqual(due);
  expect((await push.control.scheduled('app', { limit: 10 })).items).toEqual([]);
});

test('what nobody wants any more expires: before it is planned, between attempts, and in a queue', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  push.fcm.answers((token) => (token === 'd0' ? ACCEPTED : retryable('unknown')));
  const now = push.clock.wall();
  await push.publish('unplanned', channel, { expiresAtMs: now + 1_000 });
  await push.clock.advance(2_000);
  push.work();
  await push.passage.until(async () => expect((await push.status('unplanned')).state).toBe('expired'));
  expect(await push.ended('unplanned')).toMatchObject({ planned: 0 });
  await push.publish('tried', channel, { expiresAtMs: push.clock.wall() + 5_000 });
  await push.passage.until(async () => expect((await push.status('tried')).endedAtMs).toBeDefined());
  expect(await push.ended('tried')).toMatchObject({ state: 'partially_succeeded', succeeded: 1, expired: 1 });
  expect(push.observer.count('retryExpired')).toBe(1);
});

test('an open gate does not keep what expires', async () => {
  await using push = createTestPush({ settings: { sends: 1 } });
  await push.register(5, { channel: 'news' });
  push.fcm.answers(retryable('provider_quota', { milliseconds: 3_600_000, of: 'credential' }));
  const expiresAtMs = push.clock.wall() + 20_000;
  await push.publish('pub', channel, { expiresAtMs });
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(push.clock.wall() - expiresAtMs).toBeLessThan(1_000);
  expect(await push.ended('pub')).toMatchObject({ state: 'expired', expired: 5, dispatched: 1 });
});
