import { z } from 'zod';
import { parseJson } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';

const record = z.record(z.string(), z.unknown());
const payloadSchema = z.looseObject({ message: record });

export type FcmPayload = z.infer<typeof payloadSchema>;

/** @throws SendRefusedError when the payload has no message */
export function parseFcmPayload(payload: string): FcmPayload {
  const parsed = payloadSchema.safeParse(parseJson(payload));
  if (!parsed.success) throw refusedPayload('invalid_payload');
  return parsed.data;
}

/**
 * The body of a send request: the rendered payload with the device's token. What expires is not to be shown later
 * either, whoever brings it to the device in the end (`android.ttl`, `apns-expiration`, `TTL`).
 *
 * @param now milliseconds since 1970
 */
export function fcmBody(
  payload: FcmPayload,
  token: string,
  { expiresAtMs, now }: { readonly expiresAtMs?: number | undefined; readonly now: number },
): string {
  const { message } = payload;
  const expiring = expiresAtMs === undefined ? message : expire(message, expiresAtMs, now);
  return JSON.stringify({ ...payload, message: { ...expiring, token } });
}

function expire(message: Record<string, unknown>, expiresAtMs: number, now: number): Record<string, unknown> {
  const seconds = Math.max(0, Math.floor((expiresAtMs - now) / 1_000));
  return {
    ...message,
    android: { ttl: `${seconds}s`, ...fields(message.android) },
    apns: withHeader(message.apns, 'apns-expiration', String(Math.floor(expiresAtMs / 1_000))),
    webpush: withHeader(message.webpush, 'TTL', String(seconds)),
  };
}

function withHeader(config: unknown, name: string, value: string): object {
  const { headers, ...others } = fields(config);
  return { ...others, headers: { [name]: value, ...fields(headers) } };
}

function fields(value: unknown): Record<string, unknown> {
  return record.safeParse(value).data ?? {};
}
