import { LRUCache } from 'lru-cache';
import type { Credential } from '../model/credential.js';
import type { Provider } from '../model/provider.js';
import type { CredentialStore, SealedCredential } from '../store/credential-store.js';
import type { CredentialVault } from './credential-vault.js';

/** What an app shows a provider. */
export type CredentialOf<Kind extends Provider> = Extract<Credential, { provider: Kind }>;

/** Credentials of the environment, for every app that has stored none of its own. */
export type DefaultCredentials = { readonly [Kind in Provider]?: CredentialOf<Kind> };

export interface CredentialResolverOptions {
  readonly store: Pick<CredentialStore, 'current'>;
  readonly vault: CredentialVault;
  readonly defaults?: DefaultCredentials;
  /** Milliseconds after which a stored credential is looked up again. 30 s by default. */
  readonly keepFor?: number;
  /** Monotonic milliseconds. */
  readonly now?: () => number;
}

const KEPT = 10_000;
const KEEP_FOR = 30_000;

/** Says which credential an app uses with a provider. Those that are in use are kept open in memory for a short while. */
export class CredentialResolver {
  readonly #options: CredentialResolverOptions;
  /** Answers, and questions that are under way. */
  readonly #known: LRUCache<string, Promise<Credential | 'none'>>;

  constructor(options: CredentialResolverOptions) {
    const { keepFor = KEEP_FOR, now = () => performance.now() } = options;
    this.#options = options;
    this.#known = new LRUCache({ max: KEPT, ttl: keepFor, ttlResolution: 0, perf: { now } });
  }

  /**
   * The app's own credential whose id is the provider's name, else the first by id; else that of the environment.
   *
   * @returns undefined when there is none
   * @throws QueueAwayError, UnreadableSecretError: the next call asks again
   */
  async resolve<Kind extends Provider>(
    appId: string,
    provider: Kind,
  ): Promise<CredentialOf<Kind> | undefined> {
    const key = keyOf(appId, provider);
    const known = this.#known.get(key) ?? this.#lookUp(appId, provider);
    const found = await known;
    return found !== 'none' && isOf(found, provider) ? found : undefined;
  }

  /** The app's credentials were changed through this process. Others see it when their time is over. */
  forget(appId: string, provider: Provider): void {
    this.#known.delete(keyOf(appId, provider));
  }

  #lookUp(appId: string, provider: Provider): Promise<Credential | 'none'> {
    const key = keyOf(appId, provider);
    const found = this.#find(appId, provider);
    this.#known.set(key, found);
    found.catch(() => {
      if (this.#known.peek(key) === found) this.#known.delete(key);
    });
    return found;
  }

  async #find(appId: string, provider: Provider): Promise<Credential | 'none'> {
    const { store, vault, defaults = {} } = this.#options;
    const chosen = choose(await store.current(appId, provider), provider);
    if (chosen !== undefined) return vault.open(appId, chosen);
    const fallback = defaults[provider];
    return fallback === undefined ? 'none' : { ...fallback, appId };
  }
}

function choose(stored: readonly SealedCredential[], provider: Provider): SealedCredential | undefined {
  const byId = [...stored].sort((one, other) => (one.credentialId < other.credentialId ? -1 : 1));
  return byId.find(({ credentialId }) => credentialId === provider) ?? byId[0];
}

function isOf<Kind extends Provider>(
  credential: Credential,
  provider: Kind,
): credential is CredentialOf<Kind> {
  return credential.provider === provider;
}

function keyOf(appId: string, provider: Provider): string {
  return `${provider} ${appId}`;
}
