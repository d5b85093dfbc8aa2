import { ACCEPTED, rejected, retryable } from '../testing/played-provider.js';
import { createTestPush, type TestPush } from '../testing/test-push.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;

/** Publishes to all and waits for the end. */
async function publishToAll(push: TestPush, values: Parameters<TestPush['publish']>[2] = {}) {
  await push.publish('pub', channel, values);
  const worker = push.work();
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  await worker.close(1_000);
  return push.ended('pub');
}

test('every device of a channel gets it once, by its own provider, with the payload of that', async () => {
  await using push = createTestPush();
  await push.register(2_345, { channel: 'news' });
  await push.register(3, {
    channel: 'news',
    prefix: 'h',
    recipient: { transportType: 'hms', registrationToken: 'h' },
  });
  const ended = await publishToAll(push);
  expect(ended).toMatchObject({ state: 'succeeded', planned: 2_348, succeeded: 2_348, dispatched: 2_348 });
  expect(new Set(push.fcm.tokens).size).toBe(2_345);
  expect(push.fcm.sent).toHaveLength(2_345);
  expect(push.hms.sent.map(({ payload }) => payload)).toEqual(Array(3).fill('{"to":"hms"}'));
  expect(push.observer.count('delivered succeeded')).toBe(2_348);
  expect(push.observer.ends).toEqual(['app succeeded']);
  expect(push.changes).toEqual(['pub planning', 'pub dispatching', 'pub succeeded']);
});

test('nobody to reach: it ends at once', async () => {
  await using push = createTestPush();
  expect(await publishToAll(push)).toMatchObject({ state: 'succeeded', planned: 0 });
  expect(push.changes).toEqual(['pub succeeded']);
});

test('a device that several targets reach gets it once', async () => {
  await using push = createTestPush();
  await push.register(150, { channel: 'news', clientId: 'mary' });
  await push.register(10, { channel: 'other', prefix: 'o' });
  await push.publish('pub', [
    { type: 'device', deviceId: 'd7' },
    ...channel,
    { type: 'client', clientId: 'mary' },
    { type: 'device', deviceId: 'd8' },
    { type: 'device', deviceId: 'nobody' },
    { type: 'channel', channel: 'other' },
    { type: 'recipient', recipient: { transportType: 'gcm', registrationToken: 'raw' } },
  ]);
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(await push.ended('pub')).toMatchObject({ state: 'succeeded', planned: 161 });
  expect(push.fcm.sent).toHaveLength(161);
  expect(new Set(push.fcm.tokens).size).toBe(161);
});

const FAILURE_CLASSES = [
  ...(['device_terminal', 'device_transient', 'provider_transient', 'provider_quota'] as const),
  ...(['credential_auth', 'caller_payload', 'network_transport', 'unknown'] as const),
];
const gone = rejected('device_terminal', 'Unregistered');
const bad = rejected('caller_payload', 'TooLarge');
const busy = retryable('provider_quota');

test.each([
  ['some dead tokens', { d0: gone }, { state: 'partially_succeeded', succeeded: 3, failed: 1 }],
  ['dead tokens only', { d0: gone, d1: gone, d2: gone, d3: gone }, { state: 'failed', failed: 4 }],
  ['a payload that is refused', { d0: bad, d1: bad, d2: gone, d3: bad }, { state: 'failed', failed: 4 }],
  ['one that is always busy', { d0: busy }, { state: 'partially_succeeded', succeeded: 3, deadLettered: 1 }],
  ['all busy', { d0: busy, d1: busy, d2: busy, d3: busy }, { state: 'dead_lettered', deadLettered: 4 }],
  [
    'busy and refused',
    { d0: busy, d1: gone, d2: bad, d3: busy },
    { state: 'dead_lettered', deadLettered: 2, failed: 2 },
  ],
] as const)('%s', async (_name, answers, expected) => {
  await using push = createTestPush();
  await push.register(4, { channel: 'news' });
  push.fcm.answers((token) => new Map(Object.entries(answers)).get(token) ?? ACCEPTED);
  expect(await publishToAll(push)).toMatchObject(expected);
});

test('a dead token takes the device with it, unless it has another token by now', async () => {
  await using push = createTestPush();
  await push.register(2, { channel: 'news' });
  push.fcm.latency = 500;
  push.fcm.answers(gone);
  await push.publish('pub', channel);
  push.work();
  await push.passage.until(() => expect(push.fcm.active).toBe(2));
  await push.register(1, { recipient: { transportType: 'gcm', registrationToken: 'new' } });
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(await push.stores.devices.find('app', 'd0')).toMatchObject({ state: 'ACTIVE' });
  expect(await push.stores.devices.find('app', 'd1')).toBeUndefined();
  expect(push.observer.count('invalidated')).toBe(1);
  expect((await push.letters.list({ appId: 'app', limit: 10 })).letters).toEqual([]);
  expect(push.observer.refusals).toEqual(['Unregistered', 'Unregistered']);
});

test('nothing but a dead token costs a device its registration, however often it is said', async () => {
  await using push = createTestPush({ settings: { failureThreshold: 100 } });
  await push.register(FAILURE_CLASSES.length, { channel: 'news' });
  const classOf = (token: string) => FAILURE_CLASSES[Number(token.slice(1))] ?? 'unknown';
  push.fcm.answers((token) => rejected(classOf(token), 'InvalidToken'));
  push.work();
  for (const id of ['one', 'two', 'three']) {
    await push.publish(id, channel);
    await push.passage.until(async () => expect((await push.status(id)).endedAtMs).toBeDefined());
  }
  const { items } = await push.stores.devices.list('app', { limit: 100 });
  const left = items.map(({ id }) => classOf(id));
  expect(left.sort()).toEqual(FAILURE_CLASSES.filter((each) => each !== 'device_terminal').sort());
});

test('who dies between what an outcome does and its record leaves nothing out, and counts nothing twice', async () => {
  await using push = createTestPush();
  await push.register(3, { channel: 'news' });
  push.fcm.latency = 500;
  push.fcm.answers((token) => (token === 'd0' ? gone : token === 'd1' ? bad : ACCEPTED));
  await push.publish('pub', channel);
  const worker = push.work();
  await push.passage.until(() => expect(push.fcm.active).toBe(3));
  push.ledger.isAway = true;
  await push.clock.advance(1_000);
  // The device and the letter are told of already, and nothing is recorded.
  expect(await push.stores.devices.find('app', 'd0')).toBeUndefined();
  expect((await push.letters.list({ appId: 'app', limit: 10 })).letters).toHaveLength(1);
  await Promise.all([worker.close(0), push.clock.advance(90_000)]);
  push.ledger.isAway = false;
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(await push.ended('pub')).toMatchObject({ state: 'partially_succeeded', failed: 2, succeeded: 1 });
  expect((await push.letters.list({ appId: 'app', limit: 10 })).letters).toHaveLength(1);
  expect([push.observer.count('invalidated'), push.observer.count('delivered failed')]).toEqual([1, 2]);
});

test('a device that fails for itself three times is FAILED, and is not sent to until something gets through', async () => {
  await using push = createTestPush();
  await push.register(1, { channel: 'news' });
  push.fcm.answers(rejected('device_transient', 'DoesNotAnswer'));
  push.work();
  for (const id of ['one', 'two', 'three', 'four']) {
    await push.publish(id, [...channel]);
    await push.passage.until(async () => expect((await push.status(id)).endedAtMs).toBeDefined());
  }
  expect(push.fcm.sent).toHaveLength(3);
  expect(await push.stores.devices.find('app', 'd0')).toMatchObject({ state: 'FAILED', failureCount: 3 });
  expect((await push.status('four')).counters.planned).toBe(0);
  expect(push.observer.count('device ACTIVE FAILING')).toBe(1);
  expect(push.observer.count('device FAILING FAILED')).toBe(1);
});

test('a device that was failing is well when a provider takes something for it', async () => {
  await using push = createTestPush();
  await push.register(1, { channel: 'news' });
  let attempts = 0;
  push.fcm.answers(() => {
    attempts += 1;
    return attempts === 1 ? retryable('device_transient') : ACCEPTED;
  });
  expect(await publishToAll(push)).toMatchObject({
    state: 'succeeded',
    retryScheduled: 1,
    retryAttempted: 1,
  });
  expect(await push.stores.devices.find('app', 'd0')).toMatchObject({ state: 'ACTIVE', failureCount: 0 });
});

test('devices that went, or moved to another provider, between plan and dispatch fail without a call', async () => {
  await using push = createTestPush();
  await push.register(3, { channel: 'news' });
  await push.publish('pub', channel);
  push.ledger.isAway = true;
  const worker = push.work();
  await push.passage.until(async () => expect((await push.stores.plans.depth()).delayed).toBe(1));
  await worker.close(0);
  push.ledger.isAway = false;
  await push.stores.ledger.commit('app', 'pub', {
    ...{ from: { target: 0 }, to: undefined, isDeduplicated: false },
    reached: ['d0', 'd1', 'd2'].map((id) => ({ provider: 'fcm', key: `d:${id}` }) as const),
  });
  await push.stores.devices.remove('app', 'd0');
  await push.register(2, { prefix: 'd', recipient: { transportType: 'hms', registrationToken: 'moved' } });
  push.work();
  await push.passage.until(async () => expect((await push.status('pub')).endedAtMs).toBeDefined());
  expect(await push.ended('pub')).toMatchObject({ failed: 2, succeeded: 1, dispatched: 1 });
  expect(push.fcm.tokens).toEqual(['d2']);
});

test('an app without a credential has its deliveries in dead letters, to be replayed when it has one', async () => {
  await using push = createTestPush({ without: ['app'] });
  await push.register(2, { channel: 'news' });
  expect(await publishToAll(push)).toMatchObject({ state: 'failed', failed: 2, dispatched: 0 });
  expect(push.fcm.sent).toEqual([]);
  expect(push.observer.count('credentialFailed')).toBe(2);
  const { letters } = await push.letters.list({ appId: 'app', provider: 'fcm', limit: 10 });
  expect(letters.map(({ reason }) => reason)).toEqual(['no_credential', 'no_credential']);
});

test('an app that cannot be told of a status, for a defect of ours, is counted, and given up', async () => {
  await using push = createTestPush({ statusChanged: () => Promise.reject(new Error('defect')) });
  await push.register(1, { channel: 'news' });
  await publishToAll(push);
  await push.clock.advance(300_000);
  expect(push.observer.count('callbackFailed')).toBe(2);
});
