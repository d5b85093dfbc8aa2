import { createHash } from 'node:crypto';
import type { Credential } from '../../model/credential.js';

/**
 * Names a credential with all it holds, secrets included, without telling them: what is kept under the name of one is
 * never used for another, also when a version was stored again with other contents.
 */
export class CredentialKeys {
  readonly #known = new WeakMap<Credential, string>();

  of(credential: Credential): string {
    const known = this.#known.get(credential);
    if (known !== undefined) return known;
    const key = createHash('sha256').update(JSON.stringify(credential)).digest('base64url');
    this.#known.set(credential, key);
    return key;
  }
}
