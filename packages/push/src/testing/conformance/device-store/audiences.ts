import { RECIPIENTS } from '../../samples.js';
import { walkPages } from '../walk-pages.js';
import { type DeviceStoreSubject, register, reportOf } from './device-store-subject.js';

const news = { appId: 'app', type: 'channel', channel: 'news' } as const;
const client = { appId: 'app', type: 'client', clientId: 'client-1' } as const;

/** Whom a target reaches. */
export function describeAudiences({ create }: DeviceStoreSubject): void {
  test('a channel reaches those that are subscribed, each by its provider', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    const entries = Object.entries(RECIPIENTS);
    for (const [provider, recipient] of entries) {
      await register(devices, `of-${provider}`, { recipient });
      await devices.subscribe('app', 'news', `of-${provider}`);
    }
    await register(devices, 'not subscribed');
    const reached = await walkPages((query) => devices.audience({ ...news, ...query }));
    const expected = entries.map(([provider]) => ({ deviceId: `of-${provider}`, provider }));
    expect(reached).toHaveLength(5);
    expect(reached).toEqual(expect.arrayContaining(expected));
    expect(await devices.audienceSize({ ...news, limit: 1 })).toBe(5);
  });

  test('a client reaches its devices', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (const id of ['c', 'a', 'b']) await register(devices, id);
    await register(devices, 'd', { clientId: 'client-2' });
    const reached = await walkPages((query) => devices.audience({ ...client, ...query }));
    expect(reached).toEqual(['a', 'b', 'c'].map((deviceId) => ({ deviceId, provider: 'fcm' })));
    expect(await devices.audienceSize({ ...client, limit: 1 })).toBe(3);
    expect(await devices.audience({ ...client, clientId: 'nobody', limit: 5 })).toEqual({ items: [] });
    expect(await devices.audienceSize({ ...client, appId: 'other', limit: 5 })).toBe(0);
  });

  test('FAILED devices are not reached until they register again, FAILING ones are', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    for (const id of ['a', 'b', 'c']) {
      await register(devices, id);
      await devices.subscribe('app', 'news', id);
    }
    await devices.failed('app', { ...reportOf('a'), reason: 'x', threshold: 1 });
    await devices.failed('app', { ...reportOf('b'), reason: 'x', threshold: 2 });
    const both = ['b', 'c'].map((deviceId) => ({ deviceId, provider: 'fcm' }));
    expect(await walkPages((query) => devices.audience({ ...news, ...query }), 1)).toEqual(both);
    expect(await walkPages((query) => devices.audience({ ...client, ...query }), 1)).toEqual(both);
    const some = await devices.reachable('app', ['a', 'b', 'c', 'unknown']);
    expect(some).toHaveLength(2);
    expect(some).toEqual(expect.arrayContaining(both));
    await register(devices, 'a');
    expect(await devices.reachable('app', ['a'])).toEqual([{ deviceId: 'a', provider: 'fcm' }]);
    expect(await devices.reachable('app', [])).toEqual([]);
  });

  test('a device that changes its provider is reached by the new one', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    await register(devices, 'a');
    await register(devices, 'a', { recipient: RECIPIENTS.wns });
    expect(await devices.audience({ ...client, limit: 5 })).toEqual({
      items: [{ deviceId: 'a', provider: 'wns' }],
    });
  });

  test('a large audience comes in pages, none of which is larger than was asked for', async () => {
    await using fixture = await create();
    const { devices } = fixture;
    const ids = Array.from({ length: 2_345 }, (_, index) => `device-${index}`);
    await Promise.all(ids.map((id) => register(devices, id)));
    await Promise.all(ids.map((id) => devices.subscribe('app', 'news', id)));
    const reached = await walkPages((query) => devices.audience({ ...news, ...query }), 1_000);
    expect(reached.map(({ deviceId }) => deviceId)).toEqual([...ids].sort());
    const listed = await walkPages((query) => devices.list('app', query), 1_000);
    expect(listed.map(({ id }) => id)).toEqual([...ids].sort());
    expect(await devices.audienceSize({ ...news, limit: 1 })).toBe(2_345);
  });
}
