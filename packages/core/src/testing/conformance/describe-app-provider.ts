import type { App } from '../../app/app.js';
import type { AppProvider } from '../../app/app-provider.js';
import type { MaybePromise } from '../../maybe-promise.js';
import { createTestApp } from '../test-app.js';

/** An implementation of AppProvider that is held to the port's promises. */
export interface AppProviderSubject {
  readonly name: string;
  /** A provider that knows these apps. */
  create(apps: readonly App[]): MaybePromise<AppProviderFixture>;
}

export interface AppProviderFixture extends AsyncDisposable {
  readonly provider: AppProvider;
}

const one = createTestApp({
  id: '40000',
  credentials: [
    { key: 'primary', secret: 's1' },
    { key: '12345', secret: 's2' },
  ],
  allowedOrigins: ['https://*.example.com'],
  limits: { connections: 7, clientEvents: { max: 10, windowSeconds: 1, terminate: false } },
});
const two = createTestApp({
  id: 'other',
  credentials: [{ key: 'other-key', secret: 's3' }],
  enabled: false,
  features: { clientEvents: false, subscriptionCount: true },
  webhookEvents: new Set(['member_added']),
});

/** Declares what every AppProvider promises. */
export function describeAppProvider(subject: AppProviderSubject): void {
  describe(`${subject.name} as an AppProvider`, () => {
    test('finds an app by its id, with everything that it may do', async () => {
      await using fixture = await subject.create([one, two]);
      expect(await fixture.provider.findById('40000')).toEqual(one);
      expect(await fixture.provider.findById('other')).toEqual(two);
    });

    test('finds an app by any of its keys', async () => {
      await using fixture = await subject.create([one, two]);
      expect(await fixture.provider.findByKey('primary')).toEqual(one);
      expect(await fixture.provider.findByKey('12345')).toEqual(one);
      expect(await fixture.provider.findByKey('other-key')).toEqual(two);
    });

    test.each(['', '40000x', 'primary ', '__proto__', "' OR 1=1 --"])('knows no app %j', async (name) => {
      await using fixture = await subject.create([one, two]);
      expect(await fixture.provider.findById(name)).toBeUndefined();
      expect(await fixture.provider.findByKey(name)).toBeUndefined();
    });
  });
}
