import { type PayloadRenderer, present, presentOrNone } from './payload-renderer.js';
import { parseWnsPayload, wnsDocument } from './wns-document.js';

/** Windows: `toast` and `tile` are sent as XML, `raw` as JSON. */
export const wnsRenderer: PayloadRenderer = {
  maxBytes: 5_000,

  render({ title, body, icon, sound, data }) {
    const text = [title, body].filter((line) => line !== undefined);
    const shown = presentOrNone({ text: text.length > 0 ? text : undefined, image: icon });
    if (shown === undefined) return present({ type: 'raw', data });
    return present({
      type: 'toast',
      toast: present({
        visual: { binding: { template: 'ToastGeneric', ...shown } },
        audio: presentOrNone({ src: sound }),
      }),
      data,
    });
  },

  override: parseWnsPayload,

  sent: (payload) => wnsDocument(parseWnsPayload(payload)).body,
};
