import type { IncomingHttpHeaders } from 'node:http';
import { isRecord, PusherError } from '@shoal/protocol';

/** Text without control characters and halves of characters, which some store or client would lose. */
const printable = /^[^\p{Cc}\p{Cs}]+$/u;

/**
 * The idempotency key of a publish: `idempotency_key` in its body or `X-Idempotency-Key` in its headers. Both may
 * be given when they say the same. To find none, as nearly always, costs two look-ups.
 *
 * @param fields the parsed body, or an item of a batch, which has no headers
 * @param maxLength in characters
 * @throws PusherError `bad_request`
 */
export function idempotencyKey(
  fields: unknown,
  headers: IncomingHttpHeaders | undefined,
  maxLength: number,
): string | undefined {
  const header = headers?.['x-idempotency-key'];
  const field = isRecord(fields) ? (fields.idempotency_key ?? undefined) : undefined;
  if (header === undefined && field === undefined) return undefined;
  if (header !== undefined && field !== undefined && header !== field) {
    throw new PusherError('bad_request', 'idempotency_key and X-Idempotency-Key differ: send one of them');
  }
  const key = field ?? header;
  if (typeof key === 'string' && key.length <= maxLength && printable.test(key)) return key;
  const message = `An idempotency key must be a string of 1 to ${maxLength} printable characters`;
  throw new PusherError('bad_request', message);
}
