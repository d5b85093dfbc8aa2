import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { VerifiedTokens } from '../verified-tokens.js';
import type { ApnsReason } from './apns-refusals.js';

/** A key of a team (.p8), as the fake knows it. */
export interface KnownKey {
  readonly teamId: string;
  readonly keyId: string;
  readonly publicKey: KeyObject;
  /** Bundle ids of the team's apps. */
  readonly topics: ReadonlySet<string>;
}

/** What a connection has shown. A connection belongs to the first team that used it. */
export interface Peer {
  team?: string;
  readonly certificate: 'none' | 'trusted' | 'untrusted';
}

const longestSeconds = 3_600;

/** Who may send, and for which topic ("Establishing a token-based connection to APNs"). */
export class ApnsProviders {
  readonly #keys = new Map<string, KnownKey>();
  readonly #verified = new VerifiedTokens();
  readonly #certificateTopics: ReadonlySet<string>;

  /** @param certificateTopics for which the client's certificate may send */
  constructor(certificateTopics: Iterable<string>) {
    this.#certificateTopics = new Set(certificateTopics);
  }

  add(key: KnownKey): void {
    this.#keys.set(key.keyId, key);
  }

  /** @returns why the sender is refused */
  async refuse(
    peer: Peer,
    authorization: string | undefined,
    topic: string | undefined,
  ): Promise<ApnsReason | undefined> {
    if (peer.certificate === 'untrusted') return 'BadCertificate';
    const token = /^bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token !== undefined) return await this.#refuseToken(peer, token, topic);
    if (peer.certificate === 'none') return 'MissingProviderToken';
    if (topic === undefined) return this.#certificateTopics.size === 1 ? undefined : 'MissingTopic';
    return this.#certificateTopics.has(topic) ? undefined : 'TopicDisallowed';
  }

  async #refuseToken(peer: Peer, token: string, topic: string | undefined): Promise<ApnsReason | undefined> {
    const key = this.#keys.get(keyIdOf(token));
    if (key === undefined) return 'InvalidProviderToken';
    const claims = (await this.#verified.verify(token, key.keyId, () => key.publicKey))?.claims;
    const now = Date.now() / 1_000;
    if (claims?.iss !== key.teamId || typeof claims.iat !== 'number') return 'InvalidProviderToken';
    if (claims.iat < now - longestSeconds) return 'ExpiredProviderToken';
    // Apple allows for clocks that differ, but not for tokens of the future.
    if (claims.iat > now + 60) return 'InvalidProviderToken';
    peer.team ??= key.teamId;
    if (peer.team !== key.teamId) return 'InvalidProviderToken';
    if (topic === undefined) return 'MissingTopic';
    return key.topics.has(topic) ? undefined : 'TopicDisallowed';
  }
}

function keyIdOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? '';
  } catch {
    // No token at all: nobody has a key without a name.
    return '';
  }
}
