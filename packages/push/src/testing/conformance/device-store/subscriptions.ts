import { tokenHash } from '../../../model/recipient.js';
import type { DeviceStore } from '../../../store/device-store.js';
import { RECIPIENTS, sampleRegistration } from '../../samples.js';
import { walkPages } from '../walk-pages.js';
import { type DeviceStoreSubject, plainRegistration, register } from './device-store-subject.js';

/** Which devices want notifications of which channels. */
export function describeSubscriptions({ create }: DeviceStoreSubject): void {
  test('only a device that is known can subscribe', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    expect(await devices.subscribe('app', 'news', 'a')).toBe(true);
    expect(await devices.subscribe('app', 'news', 'unknown')).toBe(false);
    expect(await devices.subscribe('other', 'news', 'a')).toBe(false);
    expect(await channelsOf(devices, 'a')).toEqual(['news']);
    expect(await devicesOf(devices, 'news')).toEqual(['a']);
  });

  test('a subscription tells of the device what it is now, without its token', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    const { registration, identityDigest } = { registration: plainRegistration('b'), identityDigest: 'd' };
    await devices.register({ appId: 'app', registration, identityDigest, isRotation: false });
    for (const id of ['a', 'b']) await devices.subscribe('app', 'news', id);
    const [first, second] = (await devices.subscriptions('app', { channel: 'news', limit: 5 })).items;
    const hash = tokenHash(sampleRegistration('a').recipient);
    expect(first).toEqual({
      ...{ channel: 'news', deviceId: 'a', clientId: 'client-1', provider: 'fcm', tokenHash: hash },
    });
    expect(second).toEqual({
      ...{
        channel: 'news',
        deviceId: 'b',
        provider: 'webPush',
        tokenHash: tokenHash(registration.recipient),
      },
    });
    await register(devices, 'a', { recipient: RECIPIENTS.apns, clientId: 'client-2' });
    const changed = { clientId: 'client-2', provider: 'apns', tokenHash: tokenHash(RECIPIENTS.apns) };
    for (const choice of [{ channel: 'news' }, { deviceId: 'a' }, { channel: 'news', deviceId: 'a' }]) {
      const { items } = await devices.subscriptions('app', { ...choice, limit: 5 });
      expect(items).toContainEqual({ channel: 'news', deviceId: 'a', ...changed });
    }
  });

  test('subscribing again is one subscription', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    await devices.subscribe('app', 'news', 'a');
    expect(await devices.subscribe('app', 'news', 'a')).toBe(true);
    expect(await channelsOf(devices, 'a')).toEqual(['news']);
    expect(await devices.unsubscribe('app', { channel: 'news', deviceId: 'a' })).toBe(1);
    expect(await devices.unsubscribe('app', { channel: 'news', deviceId: 'a' })).toBe(0);
  });

  test('lists go page by page: of a device, of a channel, of one pair, and of all channels', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (const id of ['c', 'a', 'e', 'b', 'd']) {
      await register(devices, id);
      for (const channel of ['news', `channel-${id}`, 'weather']) await devices.subscribe('app', channel, id);
    }
    expect(await devicesOf(devices, 'news')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(await channelsOf(devices, 'b')).toEqual(['channel-b', 'news', 'weather']);
    const one = await devices.subscriptions('app', { channel: 'news', deviceId: 'b', limit: 5 });
    expect(one.items.map(({ deviceId }) => deviceId)).toEqual(['b']);
    expect(one).not.toHaveProperty('next');
    const none = await devices.subscriptions('app', { channel: 'channel-a', deviceId: 'b', limit: 5 });
    expect(none).toEqual({ items: [] });
    const channels = await walkPages((query) => devices.channels('app', query));
    expect(channels).toEqual([...['a', 'b', 'c', 'd', 'e'].map((id) => `channel-${id}`), 'news', 'weather']);
    expect(await walkPages((query) => devices.channels('other', query))).toEqual([]);
  });

  test('a device leaves one channel, and the last one takes the channel with it', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await subscribeAll(devices, ['a', 'b'], ['news', 'weather']);
    expect(await devices.unsubscribe('app', { channel: 'news', deviceId: 'a' })).toBe(1);
    expect(await channelsOf(devices, 'a')).toEqual(['weather']);
    expect(await devicesOf(devices, 'news')).toEqual(['b']);
    expect(await devices.unsubscribe('app', { channel: 'news', deviceId: 'b' })).toBe(1);
    expect((await devices.channels('app', { limit: 5 })).items).toEqual(['weather']);
  });

  test('a device leaves all of its channels', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await subscribeAll(devices, ['a', 'b'], ['news', 'weather']);
    await subscribeAll(devices, ['a'], ['only-a']);
    expect(await devices.unsubscribe('app', { deviceId: 'a' })).toBe(3);
    expect(await devices.unsubscribe('app', { deviceId: 'a' })).toBe(0);
    expect(await channelsOf(devices, 'a')).toEqual([]);
    expect(await devicesOf(devices, 'news')).toEqual(['b']);
    expect((await devices.channels('app', { limit: 5 })).items).toEqual(['news', 'weather']);
  });

  test('a whole channel is left at once, and whoever comes back is there alone', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await subscribeAll(devices, ['a', 'b', 'c'], ['news', 'weather']);
    expect(await devices.unsubscribe('app', { channel: 'news' })).toBe(3);
    expect(await devices.unsubscribe('app', { channel: 'news' })).toBe(0);
    expect((await devices.channels('app', { limit: 5 })).items).toEqual(['weather']);
    expect(await channelsOf(devices, 'a')).toEqual(['weather']);
    await devices.subscribe('app', 'news', 'b');
    expect(await devicesOf(devices, 'news')).toEqual(['b']);
    expect(await channelsOf(devices, 'a')).toEqual(['weather']);
    expect(await channelsOf(devices, 'b')).toEqual(['news', 'weather']);
    expect(await devices.unsubscribe('app', { deviceId: 'c' })).toBe(1);
    expect(await devices.remove('app', 'a')).toBe(true);
    expect(await devicesOf(devices, 'news')).toEqual(['b']);
  });
}

async function subscribeAll(
  devices: DeviceStore,
  ids: readonly string[],
  channels: readonly string[],
): Promise<void> {
  for (const id of ids) {
    await register(devices, id);
    for (const channel of channels) await devices.subscribe('app', channel, id);
  }
}

async function channelsOf(devices: DeviceStore, deviceId: string): Promise<readonly string[]> {
  const items = await walkPages((query) => devices.subscriptions('app', { ...query, deviceId }));
  return items.map(({ channel }) => channel);
}

async function devicesOf(devices: DeviceStore, channel: string): Promise<readonly string[]> {
  const items = await walkPages((query) => devices.subscriptions('app', { ...query, channel }));
  return items.map(({ deviceId }) => deviceId);
}
