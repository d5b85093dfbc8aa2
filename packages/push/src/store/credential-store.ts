import type { Provider } from '../model/provider.js';
import type { Page, PageQuery } from './page.js';

/** A credential as it is kept: its secret sealed, so that a store never sees it. */
export interface SealedCredential {
  readonly credentialId: string;
  readonly provider: Provider;
  readonly version: number;
  readonly sealed: string;
}

/** Port. Every method may throw QueueAwayError. */
export interface CredentialStore {
  /** The same id and version again replaces it. */
  put(appId: string, credential: SealedCredential): Promise<void>;
  /** The highest version of each id, of one provider. */
  current(appId: string, provider: Provider): Promise<readonly SealedCredential[]>;
  list(appId: string, query: PageQuery): Promise<Page<SealedCredential>>;
  /** All versions of an id, or one. @returns how many */
  remove(appId: string, credentialId: string, version?: number): Promise<number>;
}
