import type { SealedCredential } from '../store/credential-store.js';
import { sampleSettings } from '../testing/sample-settings.js';
import { createPushCredentials } from './create-credentials.js';

const configured = { hmsAppId: '100', clientSecret: 'configured' };
const settings = sampleSettings({ hms: { credential: { provider: 'hms', ...configured } } });

test('an app that has stored none uses the one that is configured, in its own name', async () => {
  const { resolver } = createPushCredentials(settings, { current: async () => [] });
  expect(await resolver.resolve('app', 'hms')).toEqual({
    ...{ appId: 'app', credentialId: 'hms', version: 1, provider: 'hms' },
    ...configured,
  });
  expect(await resolver.resolve('app', 'fcm')).toBeUndefined();
});

test('an app that has stored one uses it: what the vault seals the resolver opens', async () => {
  const stored: SealedCredential[] = [];
  const { vault, resolver } = createPushCredentials(settings, { current: async () => stored });
  const own = { appId: 'app', credentialId: 'mine', version: 3, provider: 'hms' } as const;
  stored.push(vault.seal({ ...own, hmsAppId: '200', clientSecret: 'own' }));
  expect(await resolver.resolve('app', 'hms')).toMatchObject({ credentialId: 'mine', clientSecret: 'own' });
});

test('without a key nothing can be stored', () => {
  const keyless = createPushCredentials(
    { ...settings, credentialEncryptionKeys: [] },
    { current: async () => [] },
  );
  const own = { appId: 'app', credentialId: 'mine', version: 1, provider: 'hms', ...configured } as const;
  expect(() => keyless.vault.seal(own)).toThrow('PUSH_CREDENTIAL_ENCRYPTION_KEY');
});
