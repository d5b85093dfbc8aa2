import type { Reply } from '../../webhooks/reply.js';
import { isRecord, parseRecord } from '../is-record.js';
import { fcmFieldViolation, fcmRefusal } from './fcm-refusals.js';

type Message = Readonly<Record<string, unknown>>;

export type CheckedMessage =
  | { readonly token: string; readonly message: Message }
  | { readonly refusal: Reply };

const maxPayloadBytes = 4096;
const messageFields = new Set([
  ...['name', 'data', 'notification', 'android', 'webpush', 'apns', 'fcm_options'],
  ...['token', 'topic', 'condition'],
]);
const notificationFields = new Set(['title', 'body', 'image']);
const androidFields = new Set([
  ...['collapse_key', 'priority', 'ttl', 'restricted_package_name', 'data', 'notification'],
  ...['fcm_options', 'direct_boot_ok'],
]);

/** Reads `{message}` of a send request (FCM, REST resource `projects.messages`). */
export function checkMessage(body: string): CheckedMessage {
  const parsed = parseRecord(body);
  if (parsed === undefined)
    return { refusal: fcmRefusal('INVALID_ARGUMENT', 'Invalid JSON payload received.') };
  const { message, validate_only, ...others } = parsed;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) return { refusal: unknownName(unknown, '') };
  if (!isRecord(message)) return { refusal: fcmFieldViolation('message', 'The message is not set.') };
  const refusal = refuseMessage(message);
  if (refusal !== undefined) return { refusal };
  const { token } = message;
  if (typeof token !== 'string' || token === '') return { refusal: fcmRefusal('INVALID_REGISTRATION_TOKEN') };
  return { token, message };
}

function refuseMessage(message: Message): Reply | undefined {
  const { data = {}, notification = {}, android = {}, token, topic, condition } = message;
  if ([token, topic, condition].filter((target) => target !== undefined).length !== 1) {
    return fcmFieldViolation('message', 'Exactly one of token, topic or condition is required.');
  }
  return (
    refuseFields(message, messageFields, 'message') ??
    refuseFields(notification, notificationFields, 'message.notification') ??
    refuseFields(android, androidFields, 'message.android') ??
    refuseStrings(notification, 'message.notification') ??
    refuseStrings(data, 'message.data') ??
    refuseTtl(android) ??
    refuseSize({ notification, data })
  );
}

function refuseFields(value: unknown, known: ReadonlySet<string>, path: string): Reply | undefined {
  if (!isRecord(value)) return fcmFieldViolation(path, `Invalid value at '${path}'`);
  const unknown = Object.keys(value).find((name) => !known.has(name));
  return unknown === undefined ? undefined : unknownName(unknown, path);
}

function unknownName(name: string, path: string): Reply {
  const where = path === '' ? '' : ` at '${path}'`;
  return fcmFieldViolation(
    path,
    `Invalid JSON payload received. Unknown name "${name}"${where}: Cannot find field.`,
  );
}

function refuseStrings(value: unknown, path: string): Reply | undefined {
  const values = isRecord(value) ? Object.values(value) : [value];
  const index = values.findIndex((item) => typeof item !== 'string');
  if (index < 0) return undefined;
  const field = `${path}[${index}].value`;
  return fcmFieldViolation(
    field,
    `Invalid value at '${field}' (TYPE_STRING), ${JSON.stringify(values[index])}`,
  );
}

function refuseTtl(android: unknown): Reply | undefined {
  const ttl = isRecord(android) ? android.ttl : undefined;
  if (ttl === undefined || (typeof ttl === 'string' && /^\d+(\.\d{1,9})?s$/.test(ttl))) return undefined;
  return fcmFieldViolation('message.android.ttl', "Invalid value at 'message.android.ttl' (Duration)");
}

function refuseSize(payload: object): Reply | undefined {
  const bytes = Buffer.byteLength(JSON.stringify(payload));
  return bytes > maxPayloadBytes ? fcmRefusal('INVALID_ARGUMENT', 'Android message is too big') : undefined;
}
