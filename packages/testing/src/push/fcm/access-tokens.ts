import { type KeyObject, randomBytes } from 'node:crypto';
import type { Reply } from '../../webhooks/reply.js';
import { parseRecord } from '../is-record.js';
import { verifyToken } from '../verified-tokens.js';
import { json, oauthRefusal } from './fcm-refusals.js';

/** Who may have access tokens: a service account as the fake knows it. */
export interface KnownAccount {
  readonly projectId: string;
  readonly clientEmail: string;
  readonly keyId: string;
  readonly publicKey: KeyObject;
}

export interface AccessTokensOptions {
  /** The endpoint itself, as assertions have to name it. */
  readonly audience: () => string;
  /** Seconds. */
  readonly lifetime: number;
}

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const scope = 'https://www.googleapis.com/auth/firebase.messaging';
const longestSeconds = 3_600;
const clockSkewSeconds = 60;

const unreasonableTime = oauthRefusal(
  'invalid_grant',
  'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat ' +
    'and exp values in the JWT claim.',
);

/** Google's token endpoint: an access token for an assertion that a service account has signed (RFC 7523). */
export class AccessTokens {
  readonly #options: AccessTokensOptions;
  readonly #accounts = new Map<string, KnownAccount>();
  readonly #projects = new Set<string>();
  readonly #issued = new Map<string, { readonly projectId: string; readonly endsAt: number }>();

  constructor(options: AccessTokensOptions) {
    this.#options = options;
  }

  add(account: KnownAccount): void {
    this.#accounts.set(account.clientEmail, account);
    this.#projects.add(account.projectId);
  }

  /** All that were issued are worth nothing from now on. */
  revoke(): void {
    this.#issued.clear();
  }

  /** @returns the project that the bearer may send for, undefined when the token is worth nothing */
  projectOf(token: string): string | undefined {
    const issued = this.#issued.get(token);
    return issued !== undefined && issued.endsAt > Date.now() ? issued.projectId : undefined;
  }

  hasProject(projectId: string): boolean {
    return this.#projects.has(projectId);
  }

  /** @returns the account that asks, or what it is refused with */
  async judge(form: URLSearchParams): Promise<KnownAccount | { readonly refusal: Reply }> {
    if (form.get('grant_type') !== grantType) {
      return { refusal: oauthRefusal('unsupported_grant_type', 'Invalid grant_type') };
    }
    const assertion = form.get('assertion') ?? '';
    const account = this.#accounts.get(String(claimsOf(assertion).iss));
    if (account === undefined) {
      return { refusal: oauthRefusal('invalid_grant', 'Invalid grant: account not found') };
    }
    const token = await verifyToken(assertion, account.publicKey, 'RS256');
    if (token === undefined || (token.header.kid ?? account.keyId) !== account.keyId) {
      return { refusal: oauthRefusal('invalid_grant', 'Invalid JWT Signature.') };
    }
    const refusal = this.#refuseClaims(token.claims);
    return refusal === undefined ? account : { refusal };
  }

  issue({ projectId }: KnownAccount): Exclude<Reply, string> {
    const { lifetime } = this.#options;
    const token = `ya29.c.${randomBytes(48).toString('base64url')}`;
    this.#issued.set(token, { projectId, endsAt: Date.now() + lifetime * 1_000 });
    return json(200, { access_token: token, expires_in: lifetime, token_type: 'Bearer' });
  }

  #refuseClaims(claims: Readonly<Record<string, unknown>>): Reply | undefined {
    const { iat, exp, aud } = claims;
    const now = Date.now() / 1_000;
    if (typeof iat !== 'number' || typeof exp !== 'number') return unreasonableTime;
    const isReasonable = iat <= now + clockSkewSeconds && exp > now && exp - iat <= longestSeconds;
    if (!isReasonable) return unreasonableTime;
    if (aud !== this.#options.audience()) {
      return oauthRefusal('invalid_grant', 'Invalid JWT: Failed audience check.');
    }
    if (!String(claims.scope).split(' ').includes(scope)) {
      return oauthRefusal('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    }
    return undefined;
  }
}

/** Not verified: only to find out whose key verifies it. */
function claimsOf(assertion: string): Record<string, unknown> {
  const text = Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString();
  return parseRecord(text) ?? {};
}
