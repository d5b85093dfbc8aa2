import { z } from 'zod';
import { collapseKey } from '../sending/collapse-key.js';
import { parseJson } from '../sending/provider-answer.js';
import { refusedPayload } from '../sending/send-refused-error.js';

const payloadSchema = z.looseObject({
  headers: z
    .object({
      ttl: z.int().nonnegative().nullish(),
      urgency: z.enum(['very-low', 'low', 'normal', 'high']).nullish(),
      topic: z.string().nullish(),
      vapidAudience: z.url().nullish(),
    })
    .default({}),
});

/** Seconds: four weeks. */
const defaultTtl = 2_419_200;
/** RFC 8030, 5.4. */
const allowedTopic = /^[\w-]{1,32}$/;

export interface WebPushPayload {
  /** Seconds. */
  readonly ttl: number;
  /** Those of the message that are always the same: neither `ttl` nor authorization. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the browser is to read. */
  readonly plaintext: Buffer;
  /** An origin, when the payload says for which one the VAPID token shall be. */
  readonly audience?: string;
}

/**
 * The headers and the plaintext of a rendered payload: the plaintext is all of it but `headers`.
 *
 * @throws SendRefusedError when the payload is none
 */
export function parseWebPushPayload(payload: string): WebPushPayload {
  const parsed = payloadSchema.safeParse(parseJson(payload));
  if (!parsed.success) throw refusedPayload('invalid_payload');
  const { headers, ...message } = parsed.data;
  const { ttl, urgency, topic, vapidAudience } = headers;
  return {
    ttl: ttl ?? defaultTtl,
    headers: {
      ...(urgency && { urgency }),
      ...(topic && { topic: collapseKey(topic, allowedTopic) }),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
    },
    plaintext: Buffer.from(JSON.stringify(message)),
    ...(vapidAudience && { audience: new URL(vapidAudience).origin }),
  };
}

/**
 * The `TTL` header (RFC 8030, 5.2): never longer than somebody wants the message.
 *
 * @param now milliseconds since 1970
 */
export function ttlHeader({ ttl }: WebPushPayload, expiresAtMs: number | undefined, now: number): string {
  if (expiresAtMs === undefined) return String(ttl);
  return String(Math.min(ttl, Math.max(0, Math.floor((expiresAtMs - now) / 1_000))));
}
