import { z } from 'zod';
import { parseBody } from '../../bad-request.js';
import { type PayloadRenderer, present, presentOrNone } from './payload-renderer.js';

/** Opens the app. A notification without any is refused. */
const OPEN_APP = { type: 3 };
/** Huawei's collapse keys are numbers up to 100; -1 collapses nothing. */
const COLLAPSE_KEY = /^(100|[1-9]?\d)$/;

const overrideSchema = z.looseObject({
  message: z.looseObject({
    token: z.never('is the device that is sent to: leave it out').optional(),
    topic: z.never('cannot be sent to: name devices or channels as targets').optional(),
    condition: z.never('cannot be sent to: name devices or channels as targets').optional(),
    data: z.string('must be a string').optional(),
  }),
});

/** Huawei Push Kit, REST v1, without `message.token`. */
export const hmsRenderer: PayloadRenderer = {
  maxBytes: 4_096,

  render({ title, body, icon, sound, collapseKey, data }) {
    const notification = presentOrNone({ title, body, image: icon });
    return {
      message: present({
        notification,
        data: data === undefined ? undefined : JSON.stringify(data),
        android: presentOrNone({
          ...collapse(collapseKey).key,
          notification:
            notification === undefined
              ? undefined
              : present({ click_action: OPEN_APP, sound, ...collapse(collapseKey).tag }),
        }),
      }),
    };
  },

  override: (payload) => parseBody(overrideSchema, payload, 'providerOverrides.hms'),

  sent: JSON.stringify,
};

/** A key that is no number of theirs becomes a tag: of notifications with the same tag a device shows the latest. */
function collapse(key: string | undefined): {
  readonly key?: { collapse_key: number };
  readonly tag?: { tag: string };
} {
  if (key === undefined) return {};
  return COLLAPSE_KEY.test(key) ? { key: { collapse_key: Number(key) } } : { tag: { tag: key } };
}
