import { ACCEPTED, rejected, retryable } from '../testing/played-provider.js';
import { createTestPush, type TestPush } from '../testing/test-push.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;

async function untilEnded(push: TestPush, id: string, appId = 'app') {
  await push.passage.until(async () => expect((await push.status(id, appId)).endedAtMs).toBeDefined());
  return push.ended(id, appId);
}

test('only what is open is sent again, after 1, 2, 4 and 8 seconds, and then given up', async () => {
  await using push = createTestPush();
  await push.register(3, { channel: 'news' });
  push.fcm.answers((token) => (token === 'd1' ? retryable('unknown') : ACCEPTED));
  await push.publish('pub', channel);
  push.work();
  expect(await untilEnded(push, 'pub')).toMatchObject({
    ...{ state: 'partially_succeeded', succeeded: 2, deadLettered: 1, dispatched: 7 },
    ...{ retryScheduled: 4, retryAttempted: 4 },
  });
  const attempts = push.fcm.sent.filter(({ token }) => token === 'd1').map(({ at }) => at);
  expect(attempts.map((at) => at - (attempts[0] ?? 0))).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  expect(push.observer.count('deadLettered exhausted')).toBe(1);
  expect(push.observer.count('delivered dead_lettered')).toBe(1);
  expect(push.observer.count('retryScheduled')).toBe(4);
  expect(push.observer.count('retryAttempted')).toBe(4);
});

test('a device that is to be left alone does not hold up the others', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  const late = retryable('provider_quota', { milliseconds: 40_000, of: 'device' });
  const answers = [late, ACCEPTED];
  push.fcm.answers((token) => (token === 'd0' ? (answers.shift() ?? ACCEPTED) : ACCEPTED));
  await push.publish('pub', channel);
  push.work();
  await untilEnded(push, 'pub');
  const [first, second, third] = push.fcm.sent;
  expect([first, second, third].map((shipment) => shipment?.token)).toEqual(['d0', 'd1', 'd0']);
  expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(40_000);
});

test('a project that wants to be left alone is, in all batches, and that is no attempt', async () => {
  await using push = createTestPush({ settings: { sends: 1 } });
  await push.register(250, { channel: 'news' });
  await push.register(1, { appId: 'other', prefix: 'o', channel: 'news' });
  const answers = [retryable('provider_quota', { milliseconds: 30_000, of: 'credential' })];
  push.fcm.answers((token) => (token.startsWith('o') ? ACCEPTED : (answers.shift() ?? ACCEPTED)));
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(() => expect(push.observer.count('deferred open')).toBeGreaterThan(0));
  const startedAt = push.clock.wall();
  await push.publish('other', channel, { appId: 'other' });
  await untilEnded(push, 'other', 'other');
  expect(push.fcm.tokens).toEqual(['d0', 'o0']);
  expect(await untilEnded(push, 'pub')).toMatchObject({
    state: 'succeeded',
    succeeded: 250,
    dispatched: 251,
  });
  for (const { at, token } of push.fcm.sent.slice(1)) {
    if (!token.startsWith('o')) expect(at - startedAt).toBeGreaterThanOrEqual(29_000);
  }
});

test.each(['provider_transient', 'network_transport'] as const)(
  'a provider that fails (%s) is left alone, and asked by one delivery now and then',
  async (failure) => {
    await using push = createTestPush({ settings: { sends: 1 } });
    await push.register(60, { channel: 'news' });
    let isDown = true;
    push.fcm.answers(() => (isDown ? retryable(failure) : ACCEPTED));
    await push.publish('pub', channel);
    push.work();
    await push.passage.until(() => expect(push.observer.count('deferred open')).toBeGreaterThan(0));
    expect(push.fcm.sent).toHaveLength(5);
    await push.clock.advance(20_000);
    expect(push.fcm.sent.length).toBeLessThan(10);
    isDown = false;
    expect(await untilEnded(push, 'pub')).toMatchObject({
      state: 'succeeded',
      succeeded: 60,
      deadLettered: 0,
    });
  },
);

test('a push service that is away does not hold up what is for another, not even in one batch', async () => {
  await using push = createTestPush({ settings: { sends: 1 } });
  const at = (origin: string) =>
    ({ transportType: 'web', endpoint: `${origin}/push`, p256dh: 'k', auth: 'a' }) as const;
  await push.register(20, { prefix: 'a', channel: 'news', recipient: at('https://away.example') });
  await push.register(20, { prefix: 'b', channel: 'news', recipient: at('https://Well.example') });
  let isAway = true;
  const isLost = (endpoint: string) => isAway && endpoint.startsWith('https://away.');
  push.webPush.answers((endpoint) => (isLost(endpoint) ? retryable('network_transport') : ACCEPTED));
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).counters.succeeded).toBe(20));
  expect(push.webPush.tokens.filter(isLost)).toHaveLength(5);
  expect(push.observer.count('deferred open')).toBe(1);
  isAway = false;
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', succeeded: 40 });
});

test('dead tokens and bad payloads do not make a provider sick', async () => {
  await using push = createTestPush({ settings: { sends: 1 } });
  await push.register(30, { channel: 'news' });
  push.fcm.answers((token) => rejected(token.endsWith('1') ? 'caller_payload' : 'device_terminal'));
  await push.publish('pub', channel);
  push.work();
  await untilEnded(push, 'pub');
  expect(push.fcm.sent).toHaveLength(30);
  expect(push.observer.count('deferred open')).toBe(0);
});

test('a provider that never comes back does not keep a publish open for ever', async () => {
  await using push = createTestPush({
    settings: {
      retry: { maxAttempts: 5, initialBackoff: 1_000, maxBackoff: 60_000, maxElapsed: 600_000, jitter: 0 },
    },
  });
  await push.register(40, { channel: 'news' });
  push.fcm.answers(retryable('network_transport'));
  await push.publish('pub', channel);
  push.work();
  for (let minute = 0; minute < 25; minute += 1) await push.clock.advance(60_000);
  expect(await push.ended('pub')).toMatchObject({ state: 'dead_lettered', deadLettered: 40 });
});

test('a replay is a publish of its own, to one device, and counts nothing twice', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  push.fcm.answers((token) => (token === 'd0' ? rejected('credential_auth', 'SenderIdMismatch') : ACCEPTED));
  await push.publish('pub', channel);
  push.work();
  await untilEnded(push, 'pub');
  const { letters } = await push.letters.list({ appId: 'app', limit: 10 });
  expect(letters).toMatchObject([
    {
      topic: 'fcm',
      reason: 'SenderIdMismatch',
      attempts: 1,
      data: { publishId: 'pub', key: 'd:d0', stage: 'delivery_result' },
    },
  ]);
  push.fcm.answers(ACCEPTED);
  const replay = await push.letters.replay('app', letters[0]?.id ?? '');
  if (replay.kind !== 'replayed') throw new Error(replay.kind);
  expect(await untilEnded(push, replay.publishId)).toMatchObject({ state: 'succeeded', planned: 1 });
  expect(push.fcm.tokens).toEqual(['d0', 'd1', 'd0']);
  expect(push.fcm.sent.at(-1)?.payload).toBe('{"to":"fcm"}');
  expect(await push.ended('pub')).toMatchObject({ failed: 1, succeeded: 1 });
  expect(await push.letters.replay('app', letters[0]?.id ?? '')).toEqual({ kind: 'not_found' });
});

test('a raw recipient can be replayed too, and nothing that has expired', async () => {
  await using push = createTestPush();
  push.fcm.answers(rejected('caller_payload'));
  push.work();
  const recipient = { transportType: 'gcm', registrationToken: 'raw' } as const;
  await push.publish('pub', [{ type: 'recipient', recipient }]);
  await untilEnded(push, 'pub');
  await push.publish('late', [{ type: 'recipient', recipient }], { expiresAtMs: push.clock.wall() + 10_000 });
  await untilEnded(push, 'late');
  await push.clock.advance(10_000);
  const { letters } = await push.letters.list({ appId: 'app', limit: 10 });
  const kinds = [];
  for (const { id } of letters) kinds.push((await push.letters.replay('app', id)).kind);
  expect(kinds).toEqual(['expired', 'replayed']);
  await push.passage.until(() => expect(push.fcm.tokens).toEqual(['raw', 'raw', 'raw']));
});

test('letters of a time', async () => {
  await using push = createTestPush();
  await push.register(1, { channel: 'news' });
  push.fcm.answers(rejected('caller_payload'));
  push.work();
  const times: number[] = [];
  for (const id of ['one', 'two', 'three']) {
    await push.publish(id, channel);
    await untilEnded(push, id);
    times.push(push.clock.wall());
    await push.clock.advance(60_000);
  }
  const [one = 0, two = 0] = times;
  const within = async (range: { sinceMs?: number; untilMs?: number }) =>
    (await push.letters.list({ appId: 'app', limit: 10, ...range })).letters.map(
      ({ data }) => data.publishId,
    );
  expect(await within({})).toEqual(['three', 'two', 'one']);
  expect(await within({ sinceMs: one + 1 })).toEqual(['three', 'two']);
  expect(await within({ untilMs: two })).toEqual(['two', 'one']);
});

test('a device of its own rate waits, where it is named', async () => {
  await using push = createTestPush();
  await push.register(1, { channel: 'news', ratePolicy: { capacity: 2, refillPerSecond: 0.1 } });
  push.work();
  const startedAt = push.clock.wall();
  for (const id of ['one', 'two', 'three', 'four'])
    await push.publish(id, [{ type: 'device', deviceId: 'd0' }]);
  await push.publish('five', channel);
  await untilEnded(push, 'five');
  await push.passage.until(() => expect(push.fcm.sent).toHaveLength(5));
  const waits = push.fcm.sent.map(({ at }) => Math.round((at - startedAt) / 5_000) * 5);
  expect(waits).toEqual([0, 0, 0, 10, 20]);
  expect(push.observer.count('retryScheduled')).toBe(0);
});

test('what could not be recorded at once is recorded when the ledger is back, and sent once', async () => {
  await using push = createTestPush();
  await push.register(80, { channel: 'news' });
  push.fcm.latency = 200;
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(() => expect(push.fcm.active).toBeGreaterThan(0));
  push.ledger.isAway = true;
  await push.clock.advance(15_000);
  expect(push.fcm.sent.length).toBeLessThan(80);
  push.ledger.isAway = false;
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', dispatched: 80 });
  expect(push.fcm.sent).toHaveLength(80);
});
