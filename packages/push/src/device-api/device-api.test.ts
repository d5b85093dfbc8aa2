import { FakeClock } from '@shoal/queue/testing';
import { tokenHash } from '../model/recipient.js';
import { MemoryDeviceStore } from '../store/memory/devices/memory-device-store.js';
import { createTestRecipients } from '../testing/test-recipients.js';
import { ChannelSubscriptions } from './channel-subscriptions.js';
import type { Caller } from './device-access.js';
import { DeviceRegistrations } from './device-registrations.js';

const recipient = { transportType: 'gcm', registrationToken: 'token-1' } as const;
const admin = { caller: { kind: 'admin' }, appId: 'app' } as const;
const plain = { isRotation: false };
const by = (identityToken: string | undefined, appId = 'app') => {
  const caller: Caller = { kind: 'device', identityToken: identityToken ?? '', isSigned: false };
  return { caller, appId };
};

function bodyOf(id: string, values: Readonly<Record<string, unknown>> = {}) {
  return {
    id,
    formFactor: 'phone',
    platform: 'ios',
    timezone: 'Europe/Berlin',
    locale: 'de',
    push: { recipient },
    ...values,
  };
}

function setup() {
  const parts = {
    devices: new MemoryDeviceStore(),
    recipients: createTestRecipients(),
    clock: new FakeClock(),
  };
  const registrations = new DeviceRegistrations(parts);
  return {
    ...{ ...parts, registrations, subscriptions: new ChannelSubscriptions(parts) },
    register: async (id: string, values: Readonly<Record<string, unknown>> = {}) =>
      (await registrations.register(admin, bodyOf(id, values), plain)).deviceIdentityToken,
  };
}

test('a new device is answered with its identity token, and without its secrets', async () => {
  const { registrations } = setup();
  const body = bodyOf('d1', {
    clientId: 'ann',
    metadata: { secret: 'meta' },
    push_rate_policy: { capacity: 2, refill_per_second: 1 },
  });
  const answer = await registrations.register(admin, body, plain);
  expect(answer).toEqual({
    ...{ change: 'inserted', tokenHash: tokenHash(recipient) },
    device: {
      ...{ appId: 'app', id: 'd1', clientId: 'ann', formFactor: 'phone', platform: 'ios' },
      ...{ timezone: 'Europe/Berlin', locale: 'de', pushState: 'ACTIVE', pushFailureCount: 0 },
      recipient: { transportType: 'gcm', provider: 'fcm', tokenHash: tokenHash(recipient) },
    },
    deviceIdentityToken: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
  });
  expect(JSON.stringify(answer)).not.toMatch(/token-1|meta/);
  expect(await registrations.find(admin, 'd1')).toEqual(answer.device);
});

test('what other servers require may be there, or not', async () => {
  const { registrations } = setup();
  const full = bodyOf('d1', {
    appId: 'other',
    deviceSecret: 's',
    push: { recipient, state: 'FAILED', failureCount: 9 },
  });
  expect(await registrations.register(admin, full, plain)).toMatchObject({
    device: { appId: 'app', pushState: 'ACTIVE', pushFailureCount: 0 },
  });
});

test('the token is told once, and again when the identity is rotated', async () => {
  const { registrations, register } = setup();
  const first = await register('d1');
  const again = await registrations.register(admin, bodyOf('d1'), plain);
  expect(again).toMatchObject({ change: 'unchanged' });
  expect(again).not.toHaveProperty('deviceIdentityToken');
  const { deviceIdentityToken: second } = await registrations.register(admin, bodyOf('d1'), {
    isRotation: true,
  });
  expect(second).not.toBe(first);
  await expect(registrations.find(by(first), 'd1')).rejects.toMatchObject({ key: 'unauthorized' });
  expect((await registrations.find(by(second), 'd1')).id).toBe('d1');
});

test('a device changes itself and nobody else, and does not register itself', async () => {
  const { registrations, register } = setup();
  const token = await register('d1');
  await register('d2');
  const changed = bodyOf('d1', { locale: 'en' });
  expect(await registrations.register(by(token), changed, plain)).toMatchObject({
    change: 'updated',
    device: { locale: 'en' },
  });
  for (const id of ['d2', 'new']) {
    await expect(registrations.register(by(token), bodyOf(id), plain)).rejects.toMatchObject({
      key: 'unauthorized',
    });
    await expect(registrations.find(by(token), id)).rejects.toMatchObject({ key: 'unauthorized' });
    await expect(registrations.remove(by(token), id)).rejects.toMatchObject({ key: 'unauthorized' });
  }
  await expect(registrations.find(by(token, 'other'), 'd1')).rejects.toMatchObject({ key: 'unauthorized' });
  await expect(registrations.register(by(token), changed, { isRotation: true })).rejects.toMatchObject({
    key: 'forbidden',
  });
  await expect(registrations.list(by(token), {})).rejects.toMatchObject({ key: 'forbidden' });
  await expect(registrations.removeByClient(by(token), { clientId: 'c' })).rejects.toMatchObject({
    key: 'forbidden',
  });
  await registrations.remove(by(token), 'd1');
  await expect(registrations.find(admin, 'd1')).rejects.toMatchObject({ key: 'not_found' });
  await registrations.remove(admin, 'd1');
});

test('a device that asks by itself stays whose it is; what the app has signed may say otherwise', async () => {
  const { registrations, register } = setup();
  const token = await register('d1', { clientId: 'ann' });
  const alone = by(token);
  const signed = { ...alone, caller: { ...alone.caller, isSigned: true } };
  const bob = bodyOf('d1', { clientId: 'bob' });
  await expect(registrations.register(alone, bob, plain)).rejects.toMatchObject({ key: 'forbidden' });
  for (const clientId of ['ann', undefined]) {
    const answer = await registrations.register(alone, bodyOf('d1', { locale: 'en', clientId }), plain);
    expect(answer.device).toMatchObject({ locale: 'en', clientId: 'ann' });
  }
  expect((await registrations.register(signed, bob, plain)).device.clientId).toBe('bob');
  const nobodys = by(await register('d2'));
  const claimed = registrations.register(nobodys, bodyOf('d2', { clientId: 'ann' }), plain);
  await expect(claimed).rejects.toMatchObject({ key: 'forbidden' });
});

test('a device that asks by itself subscribes to public channels alone', async () => {
  const { register, subscriptions } = setup();
  const alone = by(await register('d1'));
  const signed = { ...alone, caller: { ...alone.caller, isSigned: true } };
  await subscriptions.subscribe(alone, { channel: 'news', deviceId: 'd1' });
  for (const channel of ['private-a', 'presence-a', 'private-encrypted-a', '#server-to-user-ann']) {
    const asked = subscriptions.subscribe(alone, { channel, deviceId: 'd1' });
    await expect(asked).rejects.toMatchObject({ key: 'forbidden' });
    await subscriptions.subscribe(signed, { channel, deviceId: 'd1' });
    expect(await subscriptions.remove(alone, { channel, deviceId: 'd1' })).toEqual({ deleted: 1 });
  }
});

test.each<[string, Readonly<Record<string, unknown>>, string]>([
  ['a form that nobody knows', { formFactor: 'toaster' }, 'formFactor'],
  ['no recipient', { push: {} }, 'push.recipient'],
  ['metadata beyond 4,096 bytes', { metadata: { a: 'x'.repeat(4_096) } }, 'metadata'],
  ['a rate of nothing', { pushRatePolicy: { capacity: 0, refillPerSecond: 1 } }, 'pushRatePolicy.capacity'],
  ['an id of something else', { id: '__sockudo_client_scope__:x' }, 'must not begin'],
  ['an empty timezone', { timezone: '' }, 'timezone'],
])('refuses %s', async (_name, values, message) => {
  const { registrations } = setup();
  await expect(registrations.register(admin, bodyOf('d1', values), plain)).rejects.toThrow(message);
});

test('lists go on where they stopped, each with cursors of its own', async () => {
  const { registrations, register, subscriptions } = setup();
  for (const id of ['a', 'b', 'c']) await register(id, { clientId: id === 'b' ? 'bob' : 'ann' });
  const first = await registrations.list(admin, { limit: '2' });
  expect([first.items.map(({ id }) => id), first.has_more]).toEqual([['a', 'b'], true]);
  const second = await registrations.list(admin, { limit: '2', cursor: first.next_cursor });
  expect([second.items.map(({ id }) => id), second.has_more, second.next_cursor]).toEqual([
    ['c'],
    false,
    null,
  ]);
  expect((await registrations.list(admin, { clientId: 'bob' })).items.map(({ id }) => id)).toEqual(['b']);
  const elsewhere = { ...admin, appId: 'other' };
  await expect(registrations.list(elsewhere, { cursor: first.next_cursor })).rejects.toThrow('cursor');
  await expect(subscriptions.channels(admin, { cursor: first.next_cursor })).rejects.toThrow('cursor');
  for (const query of [
    { limit: '0' },
    { limit: '1001' },
    { limit: 'x' },
    { cursor: 'e30' },
    { cursor: '!' },
    { clientId: ['a', 'b'] },
  ]) {
    await expect(registrations.list(admin, query)).rejects.toMatchObject({ key: 'bad_request' });
  }
});

test('all devices of a client go, with their subscriptions', async () => {
  const { registrations, register, subscriptions } = setup();
  for (const id of ['a', 'b', 'c']) {
    await register(id, { clientId: id === 'b' ? 'bob' : 'ann' });
    await subscriptions.subscribe(admin, { channel: 'news', deviceId: id });
  }
  expect(await registrations.removeByClient(admin, { clientId: 'ann' })).toEqual({
    deleted: 2,
    consistency: 'eventual',
  });
  expect(
    (await subscriptions.list(admin, { channel: 'news' })).items.map(({ deviceId }) => deviceId),
  ).toEqual(['b']);
  await expect(registrations.removeByClient(admin, {})).rejects.toMatchObject({ key: 'bad_request' });
});

test('a subscription is of a device that exists, and says what that device is', async () => {
  const { register, subscriptions } = setup();
  await register('d1', { clientId: 'ann' });
  const body = {
    appId: 'other',
    channel: 'private-news',
    device_id: 'd1',
    provider: 'apns',
    tokenHash: 'forged',
  };
  const subscription = {
    appId: 'app',
    channel: 'private-news',
    deviceId: 'd1',
    clientId: 'ann',
    provider: 'fcm',
    tokenHash: tokenHash(recipient),
  };
  expect(await subscriptions.subscribe(admin, body)).toEqual(subscription);
  expect(await subscriptions.subscribe(admin, body)).toEqual(subscription);
  expect((await subscriptions.list(admin, { deviceId: 'd1' })).items).toEqual([subscription]);
  expect((await subscriptions.channels(admin, {})).items).toEqual(['private-news']);
  await expect(subscriptions.subscribe(admin, { channel: 'news', deviceId: 'nobody' })).rejects.toMatchObject(
    { key: 'not_found' },
  );
  await expect(subscriptions.subscribe(admin, { channel: 'a b', deviceId: 'd1' })).rejects.toMatchObject({
    key: 'bad_channel_name',
  });
  await expect(subscriptions.list(admin, {})).rejects.toMatchObject({ key: 'bad_request' });
});

test('a device that names a channel sees and removes its own subscription of it, and no other', async () => {
  const { register, subscriptions } = setup();
  const token = await register('d1');
  await register('d2');
  for (const deviceId of ['d1', 'd2']) {
    for (const channel of ['news', 'other']) await subscriptions.subscribe(admin, { channel, deviceId });
  }
  const own = { channel: 'news', deviceId: 'd1' };
  expect((await subscriptions.list(by(token), own)).items.map(({ deviceId }) => deviceId)).toEqual(['d1']);
  expect((await subscriptions.list(by(token), { deviceId: 'd1' })).items).toHaveLength(2);
  for (const query of [{ channel: 'news' }, {}]) {
    await expect(subscriptions.list(by(token), query)).rejects.toMatchObject({ key: 'bad_request' });
    await expect(subscriptions.remove(by(token), query)).rejects.toMatchObject({ key: 'bad_request' });
  }
  const foreign = { channel: 'news', deviceId: 'd2' };
  await expect(subscriptions.list(by(token), foreign)).rejects.toMatchObject({ key: 'unauthorized' });
  await expect(subscriptions.remove(by(token), foreign)).rejects.toMatchObject({ key: 'unauthorized' });
  await expect(subscriptions.subscribe(by(token), foreign)).rejects.toMatchObject({ key: 'unauthorized' });
  await expect(subscriptions.channels(by(token), {})).rejects.toMatchObject({ key: 'forbidden' });
  expect(await subscriptions.remove(by(token), own)).toEqual({ deleted: 1 });
  expect(
    (await subscriptions.list(admin, { channel: 'news' })).items.map(({ deviceId }) => deviceId),
  ).toEqual(['d2']);
  expect(await subscriptions.remove(by(token), { deviceId: 'd1' })).toEqual({ deleted: 1 });
  expect(await subscriptions.remove(admin, { channel: 'news' })).toEqual({ deleted: 1 });
});
