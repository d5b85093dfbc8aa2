import type { DeviceRegistration } from '../../../model/device.js';
import { RECIPIENTS, sampleRegistration } from '../../samples.js';
import { walkPages } from '../walk-pages.js';
import { type DeviceStoreSubject, plainRegistration, register, reportOf } from './device-store-subject.js';

const recipient = { transportType: 'gcm', registrationToken: 'a new token' } as const;

/** How devices come, change and go. */
export function describeRegistrations({ create }: DeviceStoreSubject): void {
  test('a device is known as it was registered, ACTIVE and without failures', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    const recipients = Object.values(RECIPIENTS).map((each, index) => ({
      ...{ ...sampleRegistration(`device-${index}`), recipient: each },
    }));
    for (const registration of [...recipients, plainRegistration('plain')]) {
      const device = {
        ...registration,
        ...{ state: 'ACTIVE', failureCount: 0, identityDigest: 'digest' },
      };
      const request = { appId: 'app', registration, identityDigest: 'digest', isRotation: false };
      expect(await devices.register(request)).toEqual({ change: 'inserted', device });
      expect(await devices.find('app', registration.id)).toEqual(device);
    }
    expect(await devices.find('app', 'unknown')).toBeUndefined();
    expect(await devices.find('other', 'plain')).toBeUndefined();
  });

  test('the same registration again changes nothing, in whatever order it is written', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    const { device } = await register(devices, 'a');
    const { id, ...rest } = sampleRegistration('a');
    const turned: DeviceRegistration = { ...rest, id };
    const request = { appId: 'app', registration: turned, identityDigest: 'second', isRotation: false };
    expect(await devices.register(request)).toEqual({ change: 'unchanged', device });
    expect(await devices.find('app', 'a')).toEqual(device);
  });

  test('another registration replaces the former one, but not its identity', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    const registration = plainRegistration('a');
    const request = { appId: 'app', registration, identityDigest: 'second', isRotation: false };
    const { change, device } = await devices.register(request);
    expect(change).toBe('updated');
    const { clientId: _clientId, metadata: _metadata, ratePolicy: _ratePolicy, ...kept } = device;
    expect(kept).toEqual(device);
    expect(device).toMatchObject({ ...registration, identityDigest: 'first digest' });
  });

  test('a rotation replaces the identity', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    const registration = sampleRegistration('a');
    const request = { appId: 'app', registration, identityDigest: 'second', isRotation: true };
    expect(await devices.register(request)).toMatchObject({
      ...{ change: 'updated', device: { identityDigest: 'second' } },
    });
    expect((await devices.find('app', 'a'))?.identityDigest).toBe('second');
  });

  test('of many who register a device at once one inserts it', async () => {
    await using fixture = await create();
    const registered = await Promise.all(Array.from({ length: 8 }, () => register(fixture.devices, 'a')));
    expect(registered.map(({ change }) => change).sort()).toEqual([
      ...['inserted', ...Array.from({ length: 7 }, () => 'unchanged')],
    ]);
    expect(await fixture.devices.counts('app')).toEqual({ ACTIVE: 1, FAILING: 0, FAILED: 0 });
  });

  test('with a new token, or from FAILED, it is ACTIVE again and its failures are forgotten', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    const fail = (threshold: number, at: number) =>
      devices.failed('app', { ...reportOf('a', at), reason: 'refused', threshold });
    await register(devices, 'a');
    await fail(1, 1);
    const revived = await register(devices, 'a');
    expect(revived).toMatchObject({ change: 'updated', device: { state: 'ACTIVE', failureCount: 0 } });
    expect(revived.device).not.toHaveProperty('errorReason');
    await fail(3, 2);
    const failing = await register(devices, 'a', { locale: 'fr' });
    expect(failing.device).toMatchObject({ state: 'FAILING', failureCount: 1, errorReason: 'refused' });
    const renewed = await register(devices, 'a', { recipient });
    expect(renewed.device).toMatchObject({ state: 'ACTIVE', failureCount: 0, recipient });
    expect(renewed.device).not.toHaveProperty('errorReason');
    expect(await devices.find('app', 'a')).toEqual(renewed.device);
    expect(await devices.counts('app')).toEqual({ ACTIVE: 1, FAILING: 0, FAILED: 0 });
  });

  test('many are found at once, those that exist', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (const id of ['a', 'b', 'c']) await register(devices, id);
    const found = await devices.findAll('app', ['c', 'unknown', 'a']);
    expect([...found.keys()].sort()).toEqual(['a', 'c']);
    expect(found.get('c')).toEqual(await devices.find('app', 'c'));
    expect((await devices.findAll('app', [])).size).toBe(0);
  });

  test('devices are listed page by page, all of them or those of a client', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (const [index, id] of ['e', 'b', 'd', 'a', 'c'].entries()) {
      await register(devices, id, { clientId: index % 2 === 0 ? 'even' : 'odd' });
    }
    await devices.register({
      ...{ appId: 'app', identityDigest: 'digest', isRotation: false },
      registration: plainRegistration('f'),
    });
    const list = async (clientId?: string) => {
      const choice = clientId === undefined ? {} : { clientId };
      const items = await walkPages((query) => devices.list('app', { ...query, ...choice }));
      return items.map(({ id }) => id);
    };
    expect(await list()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(await list('even')).toEqual(['c', 'd', 'e']);
    expect(await list('nobody')).toEqual([]);
    expect((await devices.list('app', { limit: 1 })).items).toEqual([await devices.find('app', 'a')]);
    expect(await devices.list('app', { limit: 6 })).not.toHaveProperty('next');
    expect((await devices.list('other', { limit: 1 })).items).toEqual([]);
  });

  test('a list goes on where it was, whatever comes and goes', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (const id of ['a', 'b', 'd', 'e']) await register(devices, id);
    const { next = '' } = await devices.list('app', { limit: 2 });
    await devices.remove('app', 'b');
    await register(devices, 'aa');
    await register(devices, 'c');
    const rest = await devices.list('app', { limit: 10, after: next });
    expect(rest.items.map(({ id }) => id)).toEqual(['c', 'd', 'e']);
  });

  test('a device that gets another user is listed there', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a', { clientId: 'before' });
    await register(devices, 'a', { clientId: 'after' });
    expect((await devices.list('app', { limit: 5, clientId: 'before' })).items).toEqual([]);
    expect((await devices.list('app', { limit: 5, clientId: 'after' })).items).toHaveLength(1);
    await devices.register({
      ...{ appId: 'app', registration: plainRegistration('a'), identityDigest: 'd', isRotation: false },
    });
    expect((await devices.list('app', { limit: 5, clientId: 'after' })).items).toEqual([]);
  });

  test('a device that is removed is gone, with its subscriptions', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    await register(devices, 'b');
    await devices.subscribe('app', 'news', 'a');
    await devices.subscribe('app', 'only-a', 'a');
    await devices.subscribe('app', 'news', 'b');
    expect(await devices.remove('app', 'a')).toBe(true);
    expect(await devices.remove('app', 'a')).toBe(false);
    expect(await devices.find('app', 'a')).toBeUndefined();
    expect((await devices.list('app', { limit: 5 })).items.map(({ id }) => id)).toEqual(['b']);
    expect((await devices.channels('app', { limit: 5 })).items).toEqual(['news']);
    expect((await devices.subscriptions('app', { deviceId: 'a', limit: 5 })).items).toEqual([]);
    expect(await devices.audienceSize({ appId: 'app', type: 'channel', channel: 'news', limit: 1 })).toBe(1);
    expect(await devices.counts('app')).toEqual({ ACTIVE: 1, FAILING: 0, FAILED: 0 });
    // It comes back as somebody new.
    expect((await register(devices, 'a')).change).toBe('inserted');
    expect((await devices.subscriptions('app', { deviceId: 'a', limit: 5 })).items).toEqual([]);
  });

  test('apps and devices are apart, whatever they are called', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    const names = ['a', 'a:b', 'a}', '{a}', 'a{b', 'ä b\n', '%3A', 'a:device'];
    for (const appId of names) {
      for (const id of names) await register(devices, id, { appId, clientId: id, locale: `${appId}/${id}` });
    }
    for (const appId of names) {
      for (const id of names) expect((await devices.find(appId, id))?.locale).toBe(`${appId}/${id}`);
      const items = await walkPages((query) => devices.list(appId, query), 3);
      expect(items.map(({ id }) => id).sort()).toEqual([...names].sort());
      for (const clientId of names) {
        const { items: own } = await devices.list(appId, { limit: 5, clientId });
        expect(own.map(({ id }) => id)).toEqual([clientId]);
      }
    }
  });
}
