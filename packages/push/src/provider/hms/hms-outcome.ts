import type { OutboundAnswer } from '@shoal/outbound';
import { z } from 'zod';
import type { FailureClass, ProviderOutcome } from '../provider-outcome.js';
import { parseJson, retryable, wordOf } from '../sending/provider-answer.js';

const ACCEPTED = '80000000';
/** Some of the tokens are dead; which, `msg` says as JSON. */
const PARTLY_ACCEPTED = '80100000';

/** Authentication error, and token expired: OAuth's and JWT's. */
const TOKEN_REFUSED: ReadonlySet<string> = new Set(['80200001', '80200003', '80200005']);

/** "Result codes" of Push Kit's REST v1. What is not named here goes by the status. */
const CODES: ReadonlyMap<string, FailureClass> = new Map([
  ['80300007', 'device_terminal'], // all tokens are invalid
  ...[...TOKEN_REFUSED, '80300002', '80300011'].map((code) => [code, 'credential_auth'] as const),
  ...['80100001', '80100003', '80100004', '80100013', '80100016', '80100018'].map(
    (code) => [code, 'caller_payload'] as const,
  ),
  ...['80300008', '80300010', '80300013'].map((code) => [code, 'caller_payload'] as const),
  ['80100017', 'provider_quota'],
  ['80600003', 'provider_transient'], // their OAuth service did not answer them
  ['81000001', 'provider_transient'],
]);

const RETRYABLE: ReadonlySet<FailureClass> = new Set(['provider_quota', 'provider_transient']);

const bodySchema = z.object({
  code: z.coerce
    .string()
    .regex(/^\d{1,16}$/)
    .optional(),
  msg: z.string().optional(),
  requestId: z.string().max(256).optional(),
});
const partSchema = z.object({ illegal_tokens: z.array(z.string()).default([]) });

/** Whether another access token may help. */
export function isTokenRefused({ status, body }: OutboundAnswer): boolean {
  return status === 401 || TOKEN_REFUSED.has(parseAnswer(body).code ?? '');
}

/**
 * What an answer means. Only Huawei's own codes say that a device's token is dead, never a status or a word in the text:
 * an expired access token is an "invalid token" too.
 */
export function hmsOutcome(answer: OutboundAnswer, token: string): ProviderOutcome {
  const { code, msg, requestId } = parseAnswer(answer.body);
  const isAccepted = code === ACCEPTED || (code === undefined && answer.status >= 200 && answer.status < 300);
  if (isAccepted || (code === PARTLY_ACCEPTED && !illegalTokens(msg).includes(token))) {
    return { kind: 'accepted', ...(requestId !== undefined && { messageId: requestId }) };
  }
  const named = code === PARTLY_ACCEPTED ? 'device_terminal' : CODES.get(code ?? '');
  const failureClass = named ?? classOf(answer.status);
  const refusal = { failureClass, reason: wordOf(code, answer.status) };
  if (RETRYABLE.has(failureClass)) return retryable(refusal, answer.headers, 'credential');
  return { kind: 'rejected', ...refusal };
}

/** A path that is not there is the app's or the endpoint's fault: the device stands in the body. */
function classOf(status: number): FailureClass {
  if (status === 401 || status === 403 || status === 404 || status === 410) return 'credential_auth';
  if (status === 400 || status === 413) return 'caller_payload';
  if (status === 429) return 'provider_quota';
  return status >= 500 ? 'provider_transient' : 'unknown';
}

function parseAnswer(body: string): z.output<typeof bodySchema> {
  return bodySchema.safeParse(parseJson(body)).data ?? {};
}

function illegalTokens(msg = ''): readonly string[] {
  return partSchema.safeParse(parseJson(msg)).data?.illegal_tokens ?? [];
}
