import { createECDH } from 'node:crypto';
import { createPushCredentials } from '../configure/create-credentials.js';
import { MemoryCredentialStore } from '../store/memory/memory-credential-store.js';
import { sampleSettings } from '../testing/sample-settings.js';
import { AppCredentials } from './app-credentials.js';

const secret = { hmsAppId: '100200300', clientSecret: 'very-secret' };

function create(defaultContact?: string) {
  const store = new MemoryCredentialStore();
  const { vault, resolver } = createPushCredentials(sampleSettings(), store);
  return { store, resolver, credentials: new AppCredentials({ store, vault, resolver, defaultContact }) };
}

test('what is answered of a credential is its name', async () => {
  const { credentials } = create();
  const view = { app_id: 'app', credential_id: 'hms', provider: 'hms', version: 2 };
  expect(await credentials.put('app', 'hms', { ...secret, version: 2 })).toEqual(view);
  expect(await credentials.list('app', {})).toEqual({ items: [view], next_cursor: null, has_more: false });
  expect(await credentials.list('other', {})).toMatchObject({ items: [] });
});

test('what is stored says nothing of the secret', async () => {
  const { credentials, store } = create();
  await credentials.put('app', 'hms', secret);
  expect(JSON.stringify(await store.current('app', 'hms'))).not.toMatch(/very-secret|100200300/);
});

test('a change counts at once in this process', async () => {
  const { credentials, resolver } = create();
  expect(await resolver.resolve('app', 'hms')).toBeUndefined();
  await credentials.put('app', 'hms', secret);
  expect(await resolver.resolve('app', 'hms')).toMatchObject(secret);
  await credentials.put('app', 'hms', { ...secret, clientSecret: 'rotated', version: 2 });
  expect(await resolver.resolve('app', 'hms')).toMatchObject({ clientSecret: 'rotated' });
  await credentials.remove('app', 'hms', { version: '2' });
  expect(await resolver.resolve('app', 'hms')).toMatchObject(secret);
  await credentials.remove('app', 'hms', {});
  expect(await resolver.resolve('app', 'hms')).toBeUndefined();
});

test('what is not there cannot be removed, and a version is a number', async () => {
  const { credentials } = create();
  await expect(credentials.remove('app', 'hms', {})).rejects.toMatchObject({ key: 'not_found' });
  await expect(credentials.remove('app', 'hms', { version: '0' })).rejects.toMatchObject({
    key: 'bad_request',
  });
});

test('push services may write to somebody: to whom the credential says, or the server', async () => {
  const keys = createECDH('prime256v1');
  const pair = { publicKey: keys.generateKeys('base64url'), privateKey: keys.getPrivateKey('base64url') };
  await expect(create().credentials.put('app', 'webPush', pair)).rejects.toThrow('contact');
  const { credentials, resolver } = create('mailto:ops@example.com');
  await credentials.put('app', 'webPush', pair);
  expect(await resolver.resolve('app', 'webPush')).toMatchObject({ contact: 'mailto:ops@example.com' });
});
