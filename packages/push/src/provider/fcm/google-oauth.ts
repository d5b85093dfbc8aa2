import { type OutboundAnswer, type OutboundClient, RefusedTargetError } from '@shoal/outbound';
import { SignJWT } from 'jose';
import { z } from 'zod';
import type { ServiceAccount } from '../../model/credential.js';
import { answerBytes, parseJson, retryable, wordOf } from '../sending/provider-answer.js';
import { readPrivateKey } from '../sending/read-private-key.js';
import { refusedCredential, SendRefusedError } from '../sending/send-refused-error.js';
import { sendTimeout } from '../sending/settle.js';
import type { MintedToken } from '../sending/token-cache.js';

const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const scope = 'https://www.googleapis.com/auth/firebase.messaging';
/** Seconds that an assertion is good for: the longest that Google takes. */
const assertionLasts = 3_600;
/** Milliseconds before its end at which a token is not used any more; of a short-lived one, a tenth of its time. */
const endMargin = 5 * 60_000;

const grantedSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() });
const errorSchema = z.object({ error: z.string() });
/** Errors of a token endpoint that say nothing of the account, whatever the status. */
const passing = new Set([
  'temporarily_unavailable',
  'server_error',
  'internal_failure',
  'rate_limit_exceeded',
]);

export interface GoogleOauthOptions {
  /** Guarded: where a token is fetched is written in the credential. */
  readonly client: OutboundClient;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Access tokens for service accounts (RFC 7523; Google, "Using OAuth 2.0 for server to server applications"). */
export class GoogleOauth {
  readonly #client: OutboundClient;
  readonly #now: () => number;

  constructor({ client, now }: GoogleOauthOptions) {
    this.#client = client;
    this.#now = now;
  }

  /** @throws SendRefusedError; what the client throws when there is no answer */
  async mint(account: ServiceAccount): Promise<MintedToken> {
    const assertion = await this.#sign(account);
    const answer = await this.#post(account.tokenUri, assertion);
    const granted = answer.status === 200 ? grantedSchema.safeParse(parseJson(answer.body)).data : undefined;
    if (granted === undefined) throw refusal(answer);
    const validFor = granted.expires_in * 1_000;
    return { token: granted.access_token, usableFor: validFor - Math.min(endMargin, validFor / 10) };
  }

  async #sign({ clientEmail, privateKey, privateKeyId, tokenUri }: ServiceAccount): Promise<string> {
    const issuedAt = Math.floor(this.#now() / 1_000);
    return await new SignJWT({ scope })
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        ...(privateKeyId !== undefined && { kid: privateKeyId }),
      })
      .setIssuer(clientEmail)
      .setAudience(tokenUri)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + assertionLasts)
      .sign(readPrivateKey(privateKey, 'rsa'));
  }

  async #post(url: string, assertion: string): Promise<OutboundAnswer> {
    try {
      return await this.#client.post({
        url,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ grant_type: grantType, assertion }).toString(),
        timeout: sendTimeout,
        keepBytes: answerBytes,
      });
    } catch (error) {
      throw error instanceof RefusedTargetError ? refusedCredential('refused_token_uri') : error;
    }
  }
}

function refusal({ status, headers, body }: OutboundAnswer): SendRefusedError {
  const { data } = errorSchema.safeParse(parseJson(body));
  const reason = wordOf(data?.error, status);
  if (status === 429) {
    return new SendRefusedError(retryable({ failureClass: 'provider_quota', reason }, headers, 'credential'));
  }
  // A 200 without a token is a fault of the endpoint, too.
  if (status === 200 || status >= 500 || passing.has(reason)) {
    return new SendRefusedError(
      retryable({ failureClass: 'provider_transient', reason }, headers, 'credential'),
    );
  }
  return refusedCredential(reason);
}
