import { z } from 'zod';
import { badRequest, parseBody } from '../../bad-request.js';
import { type JsonObject, type PayloadRenderer, present, presentOrNone } from './payload-renderer.js';

/** FCM HTTP v1, `Message.data`: keys that it refuses. */
const RESERVED = /^(from|message_type|google\..*|gcm\.notification\..*)$/;

const overrideSchema = z.looseObject({
  message: z.looseObject({
    token: z.never('is the device that is sent to: leave it out').optional(),
    topic: z.never('cannot be sent to: name devices or channels as targets').optional(),
    condition: z.never('cannot be sent to: name devices or channels as targets').optional(),
    data: z.record(z.string(), z.unknown()).optional(),
  }),
});

/** FCM HTTP v1, without `message.token`. */
export const fcmRenderer: PayloadRenderer = {
  maxBytes: 4_096,

  render({ title, body, icon, sound, collapseKey, data }) {
    const android = {
      collapse_key: collapseKey,
      notification: presentOrNone({ icon, sound }),
    };
    return {
      message: present({
        notification: presentOrNone({ title, body, image: icon }),
        data: data === undefined ? undefined : strings(data),
        android: presentOrNone(android),
      }),
    };
  },

  override(payload) {
    const { message, ...rest } = parseBody(overrideSchema, payload, 'providerOverrides.fcm');
    return {
      ...rest,
      message: message.data === undefined ? message : { ...message, data: strings(message.data) },
    };
  },

  sent: JSON.stringify,
};

/** FCM takes strings as values only: others are sent as their JSON. */
function strings(data: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      if (RESERVED.test(key)) throw badRequest(`data: FCM keeps the key "${key}" for itself: use another`);
      return [key, typeof value === 'string' ? value : JSON.stringify(value)];
    }),
  );
}
