import { encodeJson } from '@shoal/protocol';
import { z } from 'zod';
import { idSchema } from '../admission/parse-target.js';
import { parseBody } from '../bad-request.js';
import { camelKeys } from '../camel-keys.js';
import { type DeviceRegistration, FORM_FACTORS, PLATFORMS } from '../model/device.js';
import type { RecipientParser } from '../recipient-parser.js';

const MAX_METADATA_BYTES = 4_096;
/** Ids that clients of other servers use for something else. */
const RESERVED = '__sockudo_client_scope__:';

const text = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,64}$/u, 'must be of 1 to 64 characters');

/** What else others require (`appId`, `deviceSecret`, `push.state`) may be there, and says nothing. */
const bodySchema = z.object({
  id: idSchema.refine((id) => !id.startsWith(RESERVED), `must not begin with ${RESERVED}`),
  clientId: idSchema.optional(),
  formFactor: z.enum(FORM_FACTORS),
  platform: z.enum(PLATFORMS),
  metadata: z
    .unknown()
    .refine((value) => Buffer.byteLength(toJson(value) ?? '') <= MAX_METADATA_BYTES, {
      message: `at most ${MAX_METADATA_BYTES} bytes as JSON`,
    })
    .transform(toJson)
    .optional(),
  timezone: text,
  locale: text,
  lastActiveAtMs: z.int().min(0).optional(),
  push: z.preprocess(camelKeys, z.object({ recipient: z.unknown() })),
  pushRatePolicy: z
    .preprocess(camelKeys, z.object({ capacity: z.number().min(1), refillPerSecond: z.number().positive() }))
    .optional(),
});

/** What is nested too deeply to be written is too large. */
function toJson(value: unknown): string | undefined {
  return value === undefined ? undefined : (encodeJson(value) ?? ' '.repeat(MAX_METADATA_BYTES + 1));
}

/** @throws PusherError `bad_request` */
export function parseRegistration(body: unknown, recipients: RecipientParser): DeviceRegistration {
  const parsed = parseBody(bodySchema, camelKeys(body), 'device');
  const { id, clientId, formFactor, platform, metadata, timezone, locale, lastActiveAtMs } = parsed;
  return {
    ...{ id, formFactor, platform, timezone, locale },
    ...(clientId !== undefined && { clientId }),
    ...(metadata !== undefined && { metadata }),
    ...(lastActiveAtMs !== undefined && { lastActiveAtMs }),
    recipient: recipients.parse(parsed.push.recipient, 'device: push.recipient'),
    ...(parsed.pushRatePolicy !== undefined && { ratePolicy: parsed.pushRatePolicy }),
  };
}
