import { QueueFullError } from '@shoal/queue';
import type { Provider } from '../../model/provider.js';
import type { CredentialStore, SealedCredential } from '../credential-store.js';
import type { Page, PageQuery } from '../page.js';
import { SortedKeys } from './sorted-keys.js';
import { toPage } from './to-page.js';

/** Credentials of one app, all versions of all ids. */
const MAX_PER_APP = 1_000;

interface AppCredentials {
  readonly keys: SortedKeys;
  readonly byKey: Map<string, SealedCredential>;
}

/** Sealed credentials of this process. */
export class MemoryCredentialStore implements CredentialStore {
  readonly #apps = new Map<string, AppCredentials>();

  async put(appId: string, credential: SealedCredential): Promise<void> {
    const { keys, byKey } = this.#of(appId);
    const key = keyOf(credential.credentialId, credential.version);
    if (!byKey.has(key) && byKey.size >= MAX_PER_APP) {
      throw new QueueFullError(`The app has ${byKey.size} credentials, and no more: remove old versions`);
    }
    keys.add(key);
    byKey.set(key, credential);
  }

  async current(appId: string, provider: Provider): Promise<readonly SealedCredential[]> {
    const highest = new Map<string, SealedCredential>();
    for (const credential of this.#of(appId).byKey.values()) {
      const known = highest.get(credential.credentialId);
      if (
        credential.provider === provider &&
        credential.version > (known?.version ?? Number.NEGATIVE_INFINITY)
      ) {
        highest.set(credential.credentialId, credential);
      }
    }
    return [...highest.values()];
  }

  async list(appId: string, query: PageQuery): Promise<Page<SealedCredential>> {
    const { keys, byKey } = this.#of(appId);
    return toPage(keys, query, (key) => byKey.get(key));
  }

  async remove(appId: string, credentialId: string, version?: number): Promise<number> {
    const { keys, byKey } = this.#of(appId);
    let count = 0;
    for (const [key, credential] of byKey) {
      if (credential.credentialId !== credentialId) continue;
      if (version !== undefined && credential.version !== version) continue;
      keys.delete(key);
      byKey.delete(key);
      count += 1;
    }
    return count;
  }

  #of(appId: string): AppCredentials {
    const credentials = this.#apps.get(appId) ?? { keys: new SortedKeys(), byKey: new Map() };
    this.#apps.set(appId, credentials);
    return credentials;
  }
}

/** Versions of an id stand together, in their order. */
function keyOf(credentialId: string, version: number): string {
  return `${credentialId}\0${String(version).padStart(16, '0')}`;
}
