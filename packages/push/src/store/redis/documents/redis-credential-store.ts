import type { RedisLink } from '@shoal/queue/redis';
import { z } from 'zod';
import { PROVIDERS, type Provider } from '../../../model/provider.js';
import type { CredentialStore, SealedCredential } from '../../credential-store.js';
import type { Page, PageQuery } from '../../page.js';
import { readStored } from '../stored-format.js';
import { RedisDocuments } from './redis-documents.js';

const storedCredential = z.object({
  credentialId: z.string(),
  provider: z.enum(PROVIDERS),
  version: z.number(),
  sealed: z.string(),
});

const PAGE_SIZE = 1_000;

/** Sealed credentials in Redis. */
export class RedisCredentialStore implements CredentialStore {
  readonly #credentials: RedisDocuments<SealedCredential>;

  constructor(options: { readonly link: RedisLink; readonly prefix: string }) {
    this.#credentials = new RedisDocuments({ ...options, kind: 'credentials', read: readCredential });
  }

  put(appId: string, credential: SealedCredential): Promise<void> {
    const name = nameOf(credential.credentialId, credential.version);
    return this.#credentials.put(appId, name, credential);
  }

  async current(appId: string, provider: Provider): Promise<readonly SealedCredential[]> {
    const highest = new Map<string, SealedCredential>();
    let query: PageQuery | undefined = { limit: PAGE_SIZE };
    while (query !== undefined) {
      const { items, next }: Page<SealedCredential> = await this.list(appId, query);
      // Versions of an id come in their order: the last one stays.
      for (const credential of items) {
        if (credential.provider === provider) highest.set(credential.credentialId, credential);
      }
      query = next === undefined ? undefined : { limit: PAGE_SIZE, after: next };
    }
    return [...highest.values()];
  }

  list(appId: string, query: PageQuery): Promise<Page<SealedCredential>> {
    return this.#credentials.page(appId, query);
  }

  remove(appId: string, credentialId: string, version?: number): Promise<number> {
    return this.#credentials.remove(appId, {
      first: nameOf(credentialId, version ?? 0),
      last: nameOf(credentialId, version ?? Number.MAX_SAFE_INTEGER),
    });
  }
}

/** Versions of an id stand together, in their order. */
function nameOf(credentialId: string, version: number): string {
  return `${credentialId}\0${String(version).padStart(16, '0')}`;
}

/** @throws UnreadableDataError */
function readCredential(text: string): SealedCredential {
  return readStored(storedCredential, text, 'A credential');
}
