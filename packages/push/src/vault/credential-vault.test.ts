import type { Credential } from '../model/credential.js';
import { CredentialVault } from './credential-vault.js';
import { Sealer, UnreadableSecretError } from './sealer.js';

const credential: Credential = {
  ...{ appId: 'app', credentialId: 'hms', version: 2, provider: 'hms' },
  ...{ hmsAppId: '100', clientSecret: 'very-secret' },
};
const vault = new CredentialVault(new Sealer(['one']));

test('what is stored says what it is, and no secret', () => {
  const stored = vault.seal(credential);
  expect(stored).toEqual({ credentialId: 'hms', provider: 'hms', version: 2, sealed: expect.any(String) });
  expect(JSON.stringify(stored)).not.toContain('very-secret');
  expect(vault.open('app', stored)).toEqual(credential);
});

test('it opens for its own app, and as itself only', () => {
  const stored = vault.seal(credential);
  expect(() => vault.open('other', stored)).toThrow(UnreadableSecretError);
  for (const changed of [{ credentialId: 'x' }, { version: 3 }, { provider: 'wns' as const }]) {
    expect(() => vault.open('app', { ...stored, ...changed })).toThrow(UnreadableSecretError);
  }
});
