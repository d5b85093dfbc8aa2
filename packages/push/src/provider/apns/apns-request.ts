import { z } from 'zod';
import { collapseKey } from '../sending/collapse-key.js';
import { parseJson } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';

/** HTTP/2 would send anything else, cut to bytes. */
const header = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine((text) => /^[\x20-\x7e]*$/.test(text))
  .nullish();
const payloadSchema = z.looseObject({
  headers: z
    .object({
      'apns-push-type': header,
      'apns-priority': header,
      'apns-expiration': header,
      'apns-topic': header,
      'apns-collapse-id': z.string().nullish(),
    })
    .default({}),
});

/** What Apple takes: 64 bytes. */
const collapseId = /^[\x20-\x7e]{1,64}$/;

export interface ApnsPayload {
  /** Those that it names itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApnsDefaults {
  /** Of the credential; a payload may name another, which its app needs for VoIP and complications. */
  readonly topic?: string | undefined;
  /** Milliseconds since 1970. */
  readonly expiresAtMs?: number | undefined;
}

/**
 * The headers and the body of a rendered payload: the body is all of it but `headers`.
 *
 * @throws SendRefusedError when the payload is none
 */
export function parseApnsPayload(payload: string): ApnsPayload {
  const parsed = payloadSchema.safeParse(parseJson(payload));
  if (!parsed.success) throw refusedPayload('invalid_payload');
  const { headers, ...body } = parsed.data;
  const key = headers['apns-collapse-id'];
  const all = { ...headers, 'apns-collapse-id': key == null ? key : collapseKey(key, collapseId) };
  return { headers: present(all), body: JSON.stringify(body) };
}

/** The headers of a notification, without authorization. */
export function apnsHeaders(
  { headers }: ApnsPayload,
  { topic, expiresAtMs }: ApnsDefaults,
): Readonly<Record<string, string>> {
  return {
    'apns-push-type': 'alert',
    ...(topic !== undefined && { 'apns-topic': topic }),
    ...(expiresAtMs !== undefined && { 'apns-expiration': String(Math.floor(expiresAtMs / 1_000)) }),
    ...headers,
  };
}

function present(headers: Readonly<Record<string, string | null | undefined>>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) => (value == null ? [] : [[name, value]]));
  return Object.fromEntries(entries);
}
