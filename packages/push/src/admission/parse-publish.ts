import { encodeJson } from '@shoal/protocol';
import { z } from 'zod';
import { badRequest, parseBody } from '../bad-request.js';
import { camelKeys } from '../camel-keys.js';
import { PROVIDERS } from '../model/provider.js';
import type { Notification } from '../model/publish.js';
import type { Target } from '../model/target.js';
import type { RecipientParser } from '../recipient-parser.js';
import type { ProviderOverrides } from '../render/render-payloads.js';
import { parseTarget } from './parse-target.js';

/** What somebody asks to be published, judged, and with nothing looked up. */
export interface PublishIntent {
  readonly publishId?: string;
  readonly idempotencyKey?: string;
  /** Without repetitions. */
  readonly targets: readonly Target[];
  readonly templateId?: string;
  readonly templateData?: Readonly<Record<string, unknown>>;
  readonly notification: Notification;
  readonly overrides: ProviderOverrides;
  readonly isSync: boolean;
  /** Milliseconds since 1970. */
  readonly notBeforeMs?: number;
  readonly expiresAtMs?: number;
}

export interface ParsePublishOptions {
  readonly recipients: RecipientParser;
  /** Milliseconds since 1970. */
  readonly now: number;
}

const MAX_TARGETS = 1_024;
const MAX_DATA_BYTES = 8_192;
const FURTHEST_MS = 366 * 86_400_000;

function text(maxBytes: number) {
  return z
    .string()
    .refine((value) => Buffer.byteLength(value) <= maxBytes, `at most ${maxBytes} bytes`)
    .optional();
}

const data = z
  .record(z.string(), z.unknown())
  .refine(
    (value) => Buffer.byteLength(encodeJson(value) ?? ' '.repeat(MAX_DATA_BYTES + 1)) <= MAX_DATA_BYTES,
    {
      message: `at most ${MAX_DATA_BYTES} bytes as JSON`,
    },
  )
  .optional();

const payloadSchema = z.object({
  templateId: z.string().min(1).max(128).optional(),
  ...{ templateData: data, data },
  ...{ title: text(256), body: text(4_096), icon: text(2_048), sound: text(256), collapseKey: text(256) },
});

const time = z.int('must be milliseconds since 1970').min(0).optional();

const bodySchema = z.object({
  publishId: z
    .string()
    .regex(/^[A-Za-z0-9_.-]{1,128}$/, 'must be of 1 to 128 letters, digits, _ . -')
    .optional(),
  idempotencyKey: z
    .string()
    .regex(/^[^\p{Cc}\p{Cs}]{1,256}$/u, 'must be of 1 to 256 printable characters')
    .optional(),
  recipients: z.array(z.unknown()).min(1, 'must name somebody').max(MAX_TARGETS),
  payload: z.preprocess(camelKeys, payloadSchema).optional(),
  providerOverrides: z
    .array(z.object({ provider: z.enum(PROVIDERS), payload: z.record(z.string(), z.unknown()) }))
    .max(PROVIDERS.length)
    .optional(),
  sync: z.boolean().optional(),
  notBeforeMs: time,
  expiresAtMs: time,
});

/** @param what names the publish, for the message @throws PusherError `bad_request`, and those of channel names */
export function parsePublish(
  body: unknown,
  what: string,
  { recipients, now }: ParsePublishOptions,
): PublishIntent {
  const parsed = parseBody(bodySchema, camelKeys(body), what);
  const { publishId, idempotencyKey, payload = {}, providerOverrides = [], sync = false } = parsed;
  const { templateId, templateData, data: own, ...texts } = payload;
  const targets = parsed.recipients.map((target, index) =>
    parseTarget(target, `${what}: recipients.${index}`, recipients),
  );
  const overrides = Object.fromEntries(
    providerOverrides.map(({ provider, payload: override }) => [provider, JSON.stringify(override)]),
  );
  const notification = toNotification({ ...texts, data: mergeData(templateData, own) }, what);
  if (templateId === undefined && Object.keys({ ...notification, ...overrides }).length === 0) {
    throw badRequest(`${what}: payload says nothing: give a title, a body, data or a templateId`);
  }
  return {
    ...{ targets: withoutRepetitions(targets), notification, overrides, isSync: sync },
    ...(publishId !== undefined && { publishId }),
    ...(idempotencyKey !== undefined && { idempotencyKey }),
    ...(templateId !== undefined && { templateId }),
    ...(templateData !== undefined && { templateData }),
    ...timesOf(parsed, what, now),
  };
}

function timesOf(
  {
    notBeforeMs,
    expiresAtMs,
  }: Pick<PublishIntent, 'notBeforeMs' | 'expiresAtMs'> | z.output<typeof bodySchema>,
  what: string,
  now: number,
): Pick<PublishIntent, 'notBeforeMs' | 'expiresAtMs'> {
  if (notBeforeMs !== undefined && notBeforeMs > now + FURTHEST_MS) {
    throw badRequest(`${what}: notBeforeMs: at most a year ahead`);
  }
  if (expiresAtMs !== undefined && expiresAtMs <= (notBeforeMs ?? 0)) {
    throw badRequest(`${what}: expiresAtMs: must be later than notBeforeMs`);
  }
  return {
    ...(notBeforeMs !== undefined && notBeforeMs > now && { notBeforeMs }),
    ...(expiresAtMs !== undefined && { expiresAtMs }),
  };
}

/** Undefined without both. */
function mergeData(templateData: Data | undefined, own: Data | undefined): Data | undefined {
  return templateData === undefined && own === undefined ? undefined : { ...templateData, ...own };
}

type Data = Readonly<Record<string, unknown>>;

function toNotification(
  { icon, ...fields }: { readonly [Field in keyof Notification]?: Notification[Field] | undefined },
  what: string,
): Notification {
  if (icon !== undefined && !(URL.canParse(icon) && new URL(icon).protocol === 'https:')) {
    throw badRequest(`${what}: payload.icon: must be an https URL`);
  }
  return Object.fromEntries(Object.entries({ ...fields, icon }).filter(([, value]) => value !== undefined));
}

/** A device that is named twice is one target. */
function withoutRepetitions(targets: readonly Target[]): readonly Target[] {
  return [...new Map(targets.map((target) => [JSON.stringify(target), target])).values()];
}
