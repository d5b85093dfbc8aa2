import { createTestPush, type TestPush } from '../../testing/test-push.js';

const channel = [{ type: 'channel', channel: 'news' }] as const;

async function untilEnded(push: TestPush, id: string) {
  await push.passage.until(async () => expect((await push.status(id)).endedAtMs).toBeDefined());
  return push.ended(id);
}

test('an audience larger than a publish may have is refused as a whole', async () => {
  await using push = createTestPush({ settings: { quotasOf: () => ({ fanoutMax: 10 }) } });
  await push.register(10, { channel: 'news' });
  push.work();
  await push.publish('fits', channel);
  expect(await untilEnded(push, 'fits')).toMatchObject({ state: 'succeeded', planned: 10 });
  await push.publish('pub', [...channel, { type: 'device', deviceId: 'd0' }]);
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'quota_exceeded', planned: 0 });
  expect((await push.status('pub')).errorReason).toBe('its audience of 11 is larger than 10');
  expect(push.observer.count('quotaRejected')).toBe(11);
});

test('the allowance of a day goes to whoever comes first, and the next day has its own', async () => {
  await using push = createTestPush({
    settings: { quotasOf: (appId) => (appId === 'app' ? { deliveriesPerDay: 1_200 } : {}) },
  });
  await push.register(1_500, { channel: 'news' });
  push.work();
  await push.publish('pub', channel);
  expect(await untilEnded(push, 'pub')).toMatchObject({
    state: 'quota_exceeded',
    planned: 1_200,
    succeeded: 1_200,
  });
  await push.publish('more', channel);
  expect(await untilEnded(push, 'more')).toMatchObject({ state: 'quota_exceeded', planned: 0 });
  expect(push.observer.count('quotaRejected')).toBe(300 + 1_000);
  await push.clock.advance(86_400_000);
  await push.publish('tomorrow', channel);
  expect(await untilEnded(push, 'tomorrow')).toMatchObject({ planned: 1_200 });
});

test('a provider has an allowance of its own', async () => {
  await using push = createTestPush({
    settings: { quotasOf: () => ({ providerDeliveriesPerDay: { fcm: 3 } }) },
  });
  await push.register(5, { channel: 'news' });
  await push.register(4, {
    channel: 'news',
    prefix: 'h',
    recipient: { transportType: 'hms', registrationToken: 'h' },
  });
  push.work();
  await push.publish('pub', channel);
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'quota_exceeded', planned: 7, succeeded: 7 });
  expect([push.fcm.sent.length, push.hms.sent.length]).toEqual([3, 4]);
});

test('a publish has at most so many deliveries over a provider', async () => {
  await using push = createTestPush({
    settings: { quotasOf: () => ({ providerFanoutMax: { fcm: 1_200 } }), untriedBatches: 3 },
  });
  await push.register(1_500, { channel: 'news' });
  push.work();
  for (const id of ['one', 'two']) {
    await push.publish(id, channel);
    expect(await untilEnded(push, id)).toMatchObject({
      state: 'quota_exceeded',
      planned: 1_200,
      succeeded: 1_200,
    });
    expect((await push.status(id)).errorReason).toBe('its audience has more than 1200 devices of fcm');
  }
});

test('whom several targets reach takes one of an allowance, not several', async () => {
  await using push = createTestPush({
    settings: {
      quotasOf: () => ({
        deliveriesPerDay: 100,
        providerDeliveriesPerDay: { fcm: 50 },
        providerFanoutMax: { fcm: 6 },
      }),
    },
  });
  await push.register(5, { channel: 'news', clientId: 'ann' });
  push.work();
  const device = { type: 'device', deviceId: 'd0' } as const;
  await push.publish('pub', [device, ...channel, { type: 'client', clientId: 'ann' }]);
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', planned: 5 });
  const { quotas } = push.stores;
  expect([await quotas.used('app', 'deliveries'), await quotas.used('app', 'fcm')]).toEqual([5, 5]);
});

test('what a provider does not let through takes nothing of the allowance of all', async () => {
  await using push = createTestPush({
    settings: { quotasOf: () => ({ deliveriesPerDay: 100, providerDeliveriesPerDay: { fcm: 3 } }) },
  });
  await push.register(10, { channel: 'news' });
  push.work();
  await push.publish('pub', channel);
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'quota_exceeded', planned: 3 });
  expect((await push.status('pub')).errorReason).toBe('the allowance of the day for fcm is used up');
  expect(await push.stores.quotas.used('app', 'deliveries')).toBe(3);
});

test('no quota holds back a publish that ignores them, and it uses none up', async () => {
  const quotas = {
    fanoutMax: 1,
    deliveriesPerDay: 1,
    providerDeliveriesPerDay: { fcm: 1 },
    providerFanoutMax: { fcm: 1 },
  };
  await using push = createTestPush({ settings: { quotasOf: () => quotas } });
  await push.register(5, { channel: 'news' });
  push.work();
  await push.publish('pub', channel, { ignoresQuotas: true });
  expect(await untilEnded(push, 'pub')).toMatchObject({ state: 'succeeded', planned: 5 });
  expect(await push.stores.quotas.used('app', 'deliveries')).toBe(0);
});
