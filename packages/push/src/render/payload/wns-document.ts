import { z } from 'zod';
import { parseBody } from '../../bad-request.js';

const bindingSchema = z.strictObject({
  template: z.string(),
  text: z.array(z.string()).optional(),
  image: z.string().optional(),
});
const visualSchema = z.strictObject({
  binding: z.union([bindingSchema, z.array(bindingSchema).min(1)]),
});
const data = z.unknown().optional();

const payloadSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('toast'),
    toast: z.strictObject({
      launch: z.string().optional(),
      visual: visualSchema,
      audio: z.strictObject({ src: z.string().optional(), silent: z.boolean().optional() }).optional(),
    }),
    data,
  }),
  z.strictObject({ type: z.literal('tile'), tile: z.strictObject({ visual: visualSchema }), data }),
  z.strictObject({ type: z.literal('raw'), data }),
]);

export type WnsPayload = z.output<typeof payloadSchema>;
type Visual = z.output<typeof visualSchema>;

/** What is posted to a channel. */
export interface WnsDocument {
  /** `X-WNS-Type`. */
  readonly type: `wns/${WnsPayload['type']}`;
  readonly contentType: string;
  readonly body: string;
}

/** @throws PusherError `bad_request` */
export function parseWnsPayload(payload: unknown): WnsPayload {
  return parseBody(payloadSchema, payload, 'providerOverrides.wns');
}

/**
 * Toasts and tiles in the XML of their schemas, of which WNS takes nothing else. The data of a toast is what its app is
 * launched with.
 */
export function wnsDocument(payload: WnsPayload): WnsDocument {
  const type = `wns/${payload.type}` as const;
  switch (payload.type) {
    case 'raw':
      return {
        type,
        contentType: 'application/octet-stream',
        body: JSON.stringify(payload.data ?? {}),
      };
    case 'tile':
      return { type, contentType: 'text/xml', body: `<tile>${visual(payload.tile.visual)}</tile>` };
    case 'toast':
      return { type, contentType: 'text/xml', body: toast(payload) };
  }
}

function toast({ toast, data }: Extract<WnsPayload, { type: 'toast' }>): string {
  const launch = toast.launch ?? (data === undefined ? undefined : JSON.stringify(data));
  const { src, silent } = toast.audio ?? {};
  const audio = toast.audio === undefined ? '' : `<audio${attributes({ src, silent })}/>`;
  return `<toast${attributes({ launch })}>${visual(toast.visual)}${audio}</toast>`;
}

function visual({ binding }: Visual): string {
  const bindings = Array.isArray(binding) ? binding : [binding];
  return `<visual>${bindings.map(inXml).join('')}</visual>`;
}

function inXml({ template, text = [], image }: z.output<typeof bindingSchema>): string {
  const lines = text.map((line, index) => `<text id="${index + 1}">${escaped(line)}</text>`);
  const picture = image === undefined ? '' : `<image${attributes({ id: '1', src: image })}/>`;
  return `<binding${attributes({ template })}>${lines.join('')}${picture}</binding>`;
}

function attributes(values: Readonly<Record<string, string | boolean | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML 1.0 does not know are left out: no escape makes them valid. */
function escaped(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not get in
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replace(/[&<>"']/g, (character) => entities[character] ?? character)
  );
}
