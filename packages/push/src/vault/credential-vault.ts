import type { Credential } from '../model/credential.js';
import type { SealedCredential } from '../store/credential-store.js';
import { type Sealer, UnreadableSecretError } from './sealer.js';

/** Turns credentials into what a store may see, and back. */
export class CredentialVault {
  readonly #sealer: Sealer;

  constructor(sealer: Sealer) {
    this.#sealer = sealer;
  }

  /** @throws PusherError `bad_request` when no secret is configured */
  seal(credential: Credential): SealedCredential {
    const { credentialId, provider, version } = credential;
    return { credentialId, provider, version, sealed: this.#sealer.seal(JSON.stringify(credential)) };
  }

  /**
   * @throws UnreadableSecretError also for one that was sealed for another app, id, version or provider: whoever can
   * write to the store cannot hand an app somebody else's
   */
  open(appId: string, stored: SealedCredential): Credential {
    // What is sealed was a Credential when `seal` took it, and nobody without the key could change it since.
    const credential: Credential = JSON.parse(this.#sealer.open(stored.sealed));
    const { credentialId, provider, version } = stored;
    const isIts =
      credential.appId === appId &&
      credential.credentialId === credentialId &&
      credential.provider === provider &&
      credential.version === version;
    if (!isIts) throw new UnreadableSecretError('This was sealed as another credential.');
    return credential;
  }
}
