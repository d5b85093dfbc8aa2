import type { Reply } from '../../webhooks/reply.js';

type Refusal = Exclude<Reply, string>;

/** Push Kit's result codes (REST v1). */
const messages = {
  80100000: 'Some tokens are right, the others are illegal',
  80100001: 'Parameter error',
  80100003: 'The message structure is incorrect',
  80100004: 'The TTL is illegal',
  80100013: 'The collapse_key is illegal',
  80100016: 'The message contains sensitive information',
  80100017: 'More than 100 topic tasks at a time',
  80100018: 'The signature of the message is wrong',
  80200001: 'OAuth authentication error',
  80200003: 'The OAuth token is invalid: it has expired',
  80200005: 'The JWT is invalid: it has expired',
  80300002: 'The app has no right to send to these tokens',
  80300007: 'All the tokens are invalid',
  80300008: 'The message body is larger than 4096 bytes',
  80300010: 'There are too many tokens',
  80300011: 'No permission for high-priority messages',
  80300013: 'The receipt address is wrong',
  80600003: 'The OAuth service did not answer',
  81000001: 'System inner error',
} as const;

export type HmsCode = keyof typeof messages;

/** Push Kit's answer to what it does not take. @param status 401 for tokens, 500 for its own faults, else 400 by default */
export function hmsRefusal(
  code: HmsCode,
  changed: { readonly status?: number; readonly msg?: string } = {},
): Refusal {
  const { status = statusOf(code), msg = messages[code] } = changed;
  return hmsAnswer(status, { code: String(code), msg, requestId: '157440955549500001002006' });
}

export function hmsAnswer(status: number, body: object): Refusal {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function statusOf(code: HmsCode): number {
  if (code >= 81_000_000) return 500;
  return code >= 80_200_000 && code < 80_300_000 ? 401 : 400;
}
