import { z } from 'zod';
import { parseBody } from '../../bad-request.js';
import { collapseKey as collapseKeyFor } from '../../provider/sending/collapse-key.js';
import {
  type JsonObject,
  type PayloadRenderer,
  present,
  presentOrNone,
  withoutHeaders,
} from './payload-renderer.js';

const PUSH_TYPES = [
  ...(['alert', 'background', 'voip', 'complication', 'fileprovider', 'mdm', 'liveactivity'] as const),
];
/** 64 bytes at most; in a header, so visible ASCII. */
const COLLAPSE_ID = /^[\x21-\x7e]{1,64}$/;
const TOPIC = /^[A-Za-z0-9._-]{1,255}$/;

const seconds = z
  .union([z.int().nonnegative(), z.string().regex(/^\d{1,15}$/, 'must be seconds since 1970')])
  .transform(String);

const headersSchema = z.strictObject({
  'apns-push-type': z.enum(PUSH_TYPES).optional(),
  'apns-priority': z.enum(['5', '10']).optional(),
  'apns-expiration': seconds.optional(),
  'apns-topic': z.string().regex(TOPIC, 'must be a topic, like a bundle id').optional(),
  'apns-collapse-id': z.string().regex(COLLAPSE_ID, 'must be of 1 to 64 visible ASCII characters').optional(),
});

const overrideSchema = z.looseObject({
  headers: headersSchema.optional(),
  aps: z.record(z.string(), z.unknown()),
});

/** `headers` are those of the request, the rest is its body. */
export const apnsRenderer: PayloadRenderer = {
  maxBytes: 4_096,

  render({ title, body, sound, collapseKey, data }, expiresAtMs) {
    const aps = presentOrNone({ alert: presentOrNone({ title, body }), sound }) ?? { 'content-available': 1 };
    const collapseId = collapseKey === undefined ? undefined : collapseKeyFor(collapseKey, COLLAPSE_ID);
    const headers = { ...defaults(aps, expiresAtMs), 'apns-collapse-id': collapseId };
    return present({ headers: present(headers), aps, data });
  },

  override(payload, expiresAtMs) {
    const { headers = {}, ...body } = parseBody(overrideSchema, payload, 'providerOverrides.apns');
    return { headers: { ...defaults(body.aps, expiresAtMs), ...present(headers) }, ...body };
  },

  sent: withoutHeaders,
};

/** What shows nothing and makes no sound has to go as `background`, with priority 5 (Apple, "Sending notification requests"). */
function defaults(aps: JsonObject, expiresAtMs: number | undefined): JsonObject {
  const isSilent = aps.alert === undefined && aps.sound === undefined && aps.badge === undefined;
  return present({
    'apns-push-type': isSilent ? 'background' : 'alert',
    'apns-priority': isSilent ? '5' : '10',
    'apns-expiration': expiresAtMs === undefined ? undefined : String(Math.floor(expiresAtMs / 1_000)),
  });
}
