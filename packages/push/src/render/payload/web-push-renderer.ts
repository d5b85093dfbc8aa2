import { z } from 'zod';
import { parseBody } from '../../bad-request.js';
import { collapseKey as collapseKeyFor } from '../../provider/sending/collapse-key.js';
import { type PayloadRenderer, present, presentOrNone, withoutHeaders } from './payload-renderer.js';

/** RFC 8030, 5.4. */
const TOPIC = /^[A-Za-z0-9_-]{1,32}$/;
/** Seconds: four weeks, which is the most that push services keep a message. */
const LONGEST_TTL = 2_419_200;
const DEFAULTS = { ttl: LONGEST_TTL, urgency: 'normal' };

const headersSchema = z.strictObject({
  ttl: z.int().min(0).max(LONGEST_TTL).optional(),
  urgency: z.enum(['very-low', 'low', 'normal', 'high']).optional(),
  topic: z.string().regex(TOPIC, 'must be of 1 to 32 characters of base64url').optional(),
  vapidAudience: z.url({ protocol: /^https$/, error: 'must be a URL of https' }).optional(),
});

const overrideSchema = z.looseObject({ headers: headersSchema.optional() });

/** `headers` are those of the request (RFC 8030), the rest is what is encrypted. */
export const webPushRenderer: PayloadRenderer = {
  /** Encrypted that becomes 4,096 bytes, which every push service takes (RFC 8291, 4). */
  maxBytes: 3_993,

  render({ title, body, icon, collapseKey, data }) {
    const topic = collapseKey === undefined ? undefined : collapseKeyFor(collapseKey, TOPIC);
    return present({
      headers: present({ ...DEFAULTS, topic }),
      notification: presentOrNone({ title, body, image: icon }),
      data,
    });
  },

  override(payload) {
    const { headers = {}, ...body } = parseBody(overrideSchema, payload, 'providerOverrides.webPush');
    return { headers: { ...DEFAULTS, ...present(headers) }, ...body };
  },

  sent: withoutHeaders,
};
