import { createHash } from 'node:crypto';
import type { OutboundAnswer, OutboundClient } from '@shoal/outbound';
import { z } from 'zod';
import { answerBytes, parseJson, retryable, wordOf } from '../sending/provider-answer.js';
import { refusedCredential, SendRefusedError } from '../sending/send-refused-error.js';
import { sendTimeout } from '../sending/settle.js';
import type { MintedToken } from '../sending/token-cache.js';

/** A client credentials grant (RFC 6749, 4.4). */
export interface ClientCredentialsGrant {
  readonly endpoint: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scope?: string;
}

/** Milliseconds before its end at which a token is not used any more; of a short-lived one, a tenth of its time. */
const endMargin = 5 * 60_000;
const defaultSeconds = 3_600;

const grantedSchema = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().default(defaultSeconds),
});
/** Huawei's are numbers. */
const errorSchema = z.object({ error: z.coerce.string() });

/** Names a grant without telling its secret. */
export function grantKey({ endpoint, clientId, clientSecret, scope }: ClientCredentialsGrant): string {
  const all = JSON.stringify([endpoint, clientId, clientSecret, scope]);
  return createHash('sha256').update(all).digest('base64url');
}

/**
 * Asks for a token. That the endpoint is away or busy says nothing of the credential: then the refusal is retryable.
 *
 * @throws SendRefusedError; whatever `OutboundClient.post` throws
 */
export async function fetchToken(
  client: OutboundClient,
  { endpoint, clientId, clientSecret, scope }: ClientCredentialsGrant,
): Promise<MintedToken> {
  const form = new URLSearchParams({
    ...{ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
    ...(scope !== undefined && { scope }),
  });
  const answer = await client.post({
    ...{ url: endpoint, body: form.toString(), timeout: sendTimeout, keepBytes: answerBytes },
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
  });
  const granted = answer.status === 200 ? grantedSchema.safeParse(parseJson(answer.body)).data : undefined;
  if (granted === undefined) throw refusal(answer);
  const validFor = granted.expires_in * 1_000;
  return { token: granted.access_token, usableFor: validFor - Math.min(endMargin, validFor / 10) };
}

function refusal({ status, headers, body }: OutboundAnswer): SendRefusedError {
  const reason = wordOf(errorSchema.safeParse(parseJson(body)).data?.error, status);
  const failureClass = status === 429 ? 'provider_quota' : 'provider_transient';
  // A 200 without a token is a proxy's page, or was cut.
  if (status === 200 || status === 408 || status === 429 || status >= 500) {
    return new SendRefusedError(retryable({ failureClass, reason }, headers, 'credential'));
  }
  return refusedCredential(reason);
}
