import { PusherError } from '@shoal/protocol';
import { type Clock, systemClock } from '@shoal/queue';
import { badRequest } from '../bad-request.js';
import {
  type ListAnswer,
  parseListQuery,
  type QueryParameters,
  textParameter,
  toListAnswer,
} from '../device-api/list-query.js';
import { PROVIDERS, type Provider } from '../model/provider.js';
import type { CredentialStore, SealedCredential } from '../store/credential-store.js';
import type { CredentialResolver } from './credential-resolver.js';
import type { CredentialVault } from './credential-vault.js';
import { parseCredential } from './parse-credential.js';

export interface AppCredentialsParts {
  readonly store: CredentialStore;
  readonly vault: CredentialVault;
  /** Of this process, so that it does not go on with what was changed here. */
  readonly resolver: Pick<CredentialResolver, 'forget'>;
  /** Whom push services may write to about web pushes of an app that does not say it. */
  readonly defaultContact?: string | undefined;
  readonly clock?: Clock;
}

/** A credential as it is answered: its name, and nothing of what it holds. */
export interface CredentialView {
  readonly app_id: string;
  readonly credential_id: string;
  readonly provider: Provider;
  readonly version: number;
}

/** `…/push/credentials`, for admins. Everything may throw QueueAwayError. */
export class AppCredentials {
  readonly #parts: AppCredentialsParts;

  constructor(parts: AppCredentialsParts) {
    this.#parts = parts;
  }

  /** The same id and version again replaces it. @throws PusherError `bad_request` */
  async put(appId: string, provider: Provider, body: unknown): Promise<CredentialView> {
    const { store, vault, resolver, defaultContact } = this.#parts;
    const sealed = vault.seal(parseCredential({ appId, provider, body, defaultContact }));
    await store.put(appId, sealed);
    resolver.forget(appId, provider);
    return toView(appId, sealed);
  }

  /** @throws PusherError `bad_request` */
  async list(appId: string, query: QueryParameters): Promise<ListAnswer<CredentialView>> {
    const name = { appId, kind: 'credential' } as const;
    const { store, clock = systemClock } = this.#parts;
    const page = await store.list(appId, parseListQuery(query, name));
    const items = page.items.map((credential) => toView(appId, credential));
    return toListAnswer({ ...page, items }, name, clock.wall());
  }

  /** All versions of an id, or the one that `version` of the query says. @throws PusherError `not_found`, `bad_request` */
  async remove(appId: string, credentialId: string, query: QueryParameters): Promise<void> {
    const { store, resolver } = this.#parts;
    const removed = await store.remove(appId, credentialId, parseVersion(query));
    if (removed === 0) throw new PusherError('not_found', 'There is no such credential');
    for (const provider of PROVIDERS) resolver.forget(appId, provider);
  }
}

function toView(appId: string, { credentialId, provider, version }: SealedCredential): CredentialView {
  return { app_id: appId, credential_id: credentialId, provider, version };
}

function parseVersion(query: QueryParameters): number | undefined {
  const text = textParameter(query, 'version');
  if (text === undefined) return undefined;
  const version = Number(text);
  if (Number.isInteger(version) && version >= 1) return version;
  throw badRequest('version must be a whole number from 1');
}
