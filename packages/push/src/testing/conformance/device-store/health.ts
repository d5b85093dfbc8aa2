import { RECIPIENTS } from '../../samples.js';
import { type DeviceStoreSubject, register, reportOf } from './device-store-subject.js';

const failure = { reason: 'InvalidKeys', threshold: 3 };

/** What results of deliveries make of a device. Those of a token that it has no more make nothing. */
export function describeHealth({ create }: DeviceStoreSubject): void {
  test('failures in a row make it FAILING, and at the threshold FAILED', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    const fail = (at: number) => devices.failed('app', { ...reportOf('a', at), ...failure });
    expect(await fail(1)).toEqual({ from: 'ACTIVE', to: 'FAILING' });
    expect(await fail(2)).toBeUndefined();
    const failing = { state: 'FAILING', failureCount: 2, errorReason: 'InvalidKeys' };
    expect(await devices.find('app', 'a')).toMatchObject(failing);
    expect(await devices.counts('app')).toEqual({ ACTIVE: 0, FAILING: 1, FAILED: 0 });
    expect(await fail(3)).toEqual({ from: 'FAILING', to: 'FAILED' });
    expect(await fail(4)).toBeUndefined();
    expect(await devices.find('app', 'a')).toMatchObject({ state: 'FAILED' });
    expect(await devices.counts('app')).toEqual({ ACTIVE: 0, FAILING: 0, FAILED: 1 });
  });

  test('the same failure that is told again counts once', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    const fail = () => devices.failed('app', { ...reportOf('a', 7), ...failure });
    await fail();
    expect(await fail()).toBeUndefined();
    expect((await devices.find('app', 'a'))?.failureCount).toBe(1);
  });

  test('what a provider accepts makes it ACTIVE, and tells when it was active last', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a', { lastActiveAtMs: 1_000 });
    expect(await devices.succeeded('app', reportOf('a', 5_000))).toBeUndefined();
    expect((await devices.find('app', 'a'))?.lastActiveAtMs).toBe(5_000);
    await devices.succeeded('app', reportOf('a', 3_000));
    expect((await devices.find('app', 'a'))?.lastActiveAtMs).toBe(5_000);
    await devices.failed('app', { ...reportOf('a', 6_000), ...failure });
    expect(await devices.succeeded('app', reportOf('a', 7_000))).toEqual({ from: 'FAILING', to: 'ACTIVE' });
    const device = await devices.find('app', 'a');
    expect(device).toMatchObject({ state: 'ACTIVE', failureCount: 0, lastActiveAtMs: 7_000 });
    expect(device).not.toHaveProperty('errorReason');
    await devices.failed('app', { ...reportOf('a', 8_000), ...failure, threshold: 1 });
    expect(await devices.succeeded('app', reportOf('a', 9_000))).toEqual({ from: 'FAILED', to: 'ACTIVE' });
    expect(await devices.reachable('app', ['a'])).toHaveLength(1);
    expect(await devices.counts('app')).toEqual({ ACTIVE: 1, FAILING: 0, FAILED: 0 });
  });

  test('a dead token removes the device that still has it', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    await devices.subscribe('app', 'news', 'a');
    expect(await devices.invalidate('app', reportOf('a'))).toBe(true);
    expect(await devices.invalidate('app', reportOf('a'))).toBe(false);
    expect(await devices.find('app', 'a')).toBeUndefined();
    expect((await devices.channels('app', { limit: 5 })).items).toEqual([]);
    expect(await devices.counts('app')).toEqual({ ACTIVE: 0, FAILING: 0, FAILED: 0 });
  });

  test('what was sent to a former token changes nothing', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    const { device } = await register(devices, 'a', { recipient: RECIPIENTS.apns });
    const former = reportOf('a');
    expect(await devices.succeeded('app', former)).toBeUndefined();
    expect(await devices.failed('app', { ...former, ...failure, threshold: 1 })).toBeUndefined();
    expect(await devices.invalidate('app', former)).toBe(false);
    expect(await devices.find('app', 'a')).toEqual(device);
  });

  test('what was sent to a device that is gone changes nothing', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    expect(await devices.succeeded('app', reportOf('a'))).toBeUndefined();
    expect(await devices.failed('app', { ...reportOf('a'), ...failure })).toBeUndefined();
    expect(await devices.invalidate('app', reportOf('a'))).toBe(false);
    expect(await devices.find('app', 'a')).toBeUndefined();
    expect(await devices.counts('app')).toEqual({ ACTIVE: 0, FAILING: 0, FAILED: 0 });
  });

  test('of a device that registers and one that is invalidated at once the new token stays', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (let run = 0; run < 10; run += 1) {
      const id = `device-${run}`;
      await register(devices, id);
      await Promise.all([
        register(devices, id, { recipient: RECIPIENTS.hms }),
        devices.invalidate('app', reportOf(id)),
      ]);
      expect((await devices.find('app', id))?.recipient).toEqual(RECIPIENTS.hms);
    }
  });
}
