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

export interface WebPushRequest {
  /** Those of the message: no authorization. */
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
export function webPushRequest(
  payload: string,
  { expiresAtMs, now }: { readonly expiresAtMs?: number | undefined; readonly now: number },
): WebPushRequest {
  const parsed = payloadSchema.safeParse(parseJson(payload));
  if (!parsed.success) throw refusedPayload('invalid_payload');
  const { headers, ...message } = parsed.data;
  const { urgency, topic, vapidAudience } = headers;
  const remaining =
    expiresAtMs === undefined ? Infinity : Math.max(0, Math.floor((expiresAtMs - now) / 1_000));
  return {
    headers: {
      ttl: String(Math.min(headers.ttl ?? defaultTtl, remaining)),
      ...(urgency && { urgency }),
      ...(topic && { topic: collapseKey(topic, allowedTopic) }),
      'content-encoding': 'aes128gcm',
      'content-type': 'application/octet-stream',
    },
    plaintext: Buffer.from(JSON.stringify(message)),
    ...(vapidAudience && { audience: new URL(vapidAudience).origin }),
  };
}
