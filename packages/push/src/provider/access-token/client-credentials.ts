import { createHash } from 'node:crypto';
import { type OutboundClient, parseRetryAfter } from '@shoal/outbound';
import { z } from 'zod';
import { RefusalError } from '../refusal-error.js';
import type { AccessToken } from './access-tokens.js';

/** A client credentials grant (RFC 6749, 4.4). */
export interface ClientCredentialsGrant {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
}

const ANSWER_BYTES = 64 * 1024;
const DEFAULT_SECONDS = 3_600;

const answerSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(DEFAULT_SECONDS),
});

/** Names a grant without telling its secret. */
export function grantKey({ endpoint, clientId, clientSecret, scope = '' }: ClientCredentialsGrant): string {
  return createHash('sha256')
    .update(JSON.stringify([endpoint, clientId, clientSecret, scope]))
    .digest('base64url');
}

/**
 * Asks for a token. That the endpoint is away says nothing of the credential: such a failure is retryable.
 *
 * @throws RefusalError; whatever `OutboundClient.post` throws
 */
export async function fetchToken(
  client: OutboundClient,
  { endpoint, clientId, clientSecret, scope }: ClientCredentialsGrant,
  timeout: number,
): Promise<AccessToken> {
  const form = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
    ...(scope !== undefined && { scope }),
  });
  const { status, headers, body } = await client.post({
    ...{ url: endpoint, body: form.toString(), timeout, keepBytes: ANSWER_BYTES },
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'application/json' },
  });
  if (status < 200 || status > 299) {
    throw new RefusalError(refusedGrant(status, parseRetryAfter(headers['retry-after'])));
  }
  const answer = answerSchema.safeParse(parseJson(body));
  if (!answer.success) {
    // A proxy's page, or an answer that was cut: a refusal has a status of its own.
    throw new RefusalError({
      kind: 'retryable',
      failureClass: 'provider_transient',
      reason: 'token_unreadable',
    });
  }
  return { token: answer.data.access_token, validFor: answer.data.expires_in * 1_000 };
}

function refusedGrant(status: number, milliseconds: number | undefined): RefusalError['refusal'] {
  const reason = `token_${status}`;
  if (status !== 408 && status !== 429 && status < 500) {
    return { kind: 'rejected', failureClass: 'credential_auth', reason };
  }
  return {
    ...{ kind: 'retryable', failureClass: status === 429 ? 'provider_quota' : 'provider_transient', reason },
    ...(milliseconds !== undefined && { retryAfter: { milliseconds, of: 'credential' } }),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
