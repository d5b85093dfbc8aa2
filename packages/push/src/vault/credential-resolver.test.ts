import { QueueAwayError } from '@shoal/queue';
import type { Credential } from '../model/credential.js';
import type { Provider } from '../model/provider.js';
import type { SealedCredential } from '../store/credential-store.js';
import { CredentialResolver, type DefaultCredentials } from './credential-resolver.js';
import { CredentialVault } from './credential-vault.js';
import { Sealer, UnreadableSecretError } from './sealer.js';

const vault = new CredentialVault(new Sealer(['one']));

function hms(clientSecret: string, credentialId = 'hms', appId = 'app'): Credential & { provider: 'hms' } {
  return { appId, credentialId, version: 1, provider: 'hms', hmsAppId: '100', clientSecret };
}

function setup(defaults: DefaultCredentials = {}) {
  const stored = new Map<string, SealedCredential[]>();
  const asked: string[] = [];
  const state = { now: 1_000, isAway: false };
  const store = {
    async current(appId: string, provider: Provider) {
      asked.push(`${appId} ${provider}`);
      if (state.isAway) throw new QueueAwayError('away');
      return stored.get(`${appId} ${provider}`) ?? [];
    },
  };
  const resolver = new CredentialResolver({ store, vault, defaults, now: () => state.now });
  return {
    ...{ resolver, asked, state },
    put: (...credentials: Credential[]) =>
      stored.set(
        `${credentials[0]?.appId} ${credentials[0]?.provider}`,
        credentials.map((credential) => vault.seal(credential)),
      ),
    putSealed: (sealed: SealedCredential) => stored.set('app hms', [sealed]),
    secret: async (appId = 'app') => (await resolver.resolve(appId, 'hms'))?.clientSecret,
  };
}

test('an app uses its own credential', async () => {
  const { put, secret, resolver } = setup({ hms: hms('default') });
  put(hms('mine'));
  expect(await secret()).toBe('mine');
  expect(await resolver.resolve('app', 'hms')).toEqual(hms('mine'));
});

test('of several, the one with the name of the provider, else the first by id', async () => {
  const { put, secret, resolver } = setup();
  put(hms('b', 'b'), hms('named', 'hms'), hms('a', 'a'));
  expect(await secret()).toBe('named');
  put(hms('b', 'b'), hms('a', 'a'));
  resolver.forget('app', 'hms');
  expect(await secret()).toBe('a');
});

test('an app without one uses that of the environment, as its own', async () => {
  const { resolver } = setup({ hms: hms('default', 'env', 'none') });
  expect(await resolver.resolve('app', 'hms')).toEqual(hms('default', 'env', 'app'));
  expect(await resolver.resolve('app', 'wns')).toBeUndefined();
});

test('the store is asked once in a short while, however many ask at once', async () => {
  const { put, secret, asked, state } = setup();
  put(hms('first'));
  expect(await Promise.all([secret(), secret(), secret('other')])).toEqual(['first', 'first', undefined]);
  expect(asked).toEqual(['app hms', 'other hms']);
  put(hms('second'));
  state.now += 29_000;
  expect([await secret(), await secret('other')]).toEqual(['first', undefined]);
  expect(asked).toHaveLength(2);
  state.now += 2_000;
  expect(await secret()).toBe('second');
});

test('a change through this process is seen at once', async () => {
  const { put, secret, resolver } = setup();
  put(hms('first'));
  await secret();
  put(hms('second'));
  resolver.forget('app', 'hms');
  expect(await secret()).toBe('second');
});

test('a store that is away is asked again by the next call', async () => {
  const { put, secret, state } = setup({ hms: hms('default') });
  put(hms('mine'));
  state.isAway = true;
  await expect(secret()).rejects.toThrow(QueueAwayError);
  state.isAway = false;
  expect(await secret()).toBe('mine');
});

test('one that cannot be opened is not passed over for another', async () => {
  const { putSealed, secret } = setup({ hms: hms('default') });
  putSealed(new CredentialVault(new Sealer(['lost'])).seal(hms('mine')));
  await expect(secret()).rejects.toThrow(UnreadableSecretError);
});
