import type { CredentialStore } from '../store/credential-store.js';
import { CredentialResolver, type DefaultCredentials } from '../vault/credential-resolver.js';
import { CredentialVault } from '../vault/credential-vault.js';
import { Sealer } from '../vault/sealer.js';
import type { ProviderSettings } from './provider-settings.js';

export interface CredentialSettings extends ProviderSettings {
  /** The first one seals credentials, all of them open. Empty: credentials cannot be stored. */
  readonly credentialEncryptionKeys: readonly string[];
}

export interface PushCredentials {
  readonly vault: CredentialVault;
  readonly resolver: CredentialResolver;
}

/** What seals the credentials of apps, and what says which one an app uses: its own, or the one that is configured. */
export function createPushCredentials(
  settings: CredentialSettings,
  store: Pick<CredentialStore, 'current'>,
): PushCredentials {
  const vault = new CredentialVault(new Sealer(settings.credentialEncryptionKeys));
  return { vault, resolver: new CredentialResolver({ store, vault, defaults: defaultsOf(settings) }) };
}

function defaultsOf({ providers }: ProviderSettings): DefaultCredentials {
  const { fcm, apns, webPush, hms, wns } = providers;
  return {
    ...(fcm.credential && { fcm: { ...nameOf('fcm'), ...fcm.credential } }),
    ...(apns.credential && { apns: { ...nameOf('apns'), ...apns.credential } }),
    ...(webPush.credential && { webPush: { ...nameOf('webPush'), ...webPush.credential } }),
    ...(hms.credential && { hms: { ...nameOf('hms'), ...hms.credential } }),
    ...(wns.credential && { wns: { ...nameOf('wns'), ...wns.credential } }),
  };
}

/** Whoever resolves it puts the app's id in. */
function nameOf(credentialId: string) {
  return { appId: '', credentialId, version: 1 };
}
