import { types } from 'node:util';

/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** Keys whose value is never shown, at any depth. Compared whole, without case, `_` and `-`. */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'secret',
  'appsecret',
  'password',
  'passphrase',
  'authorization',
  'cookie',
  'setcookie',
  'auth',
  'authsignature',
  'bodymd5',
  'token',
  'accesstoken',
  'devicetoken',
  'registrationtoken',
  'channeluri',
  'p256dh',
  'privatekey',
  'accesskeyid',
  'secretaccesskey',
  'headers',
  'serviceaccount',
  'apnskey',
  'sharedsecret',
  'clientsecret',
  'credentialencryptionkeys',
  'pem',
  'p12',
  'channeldata',
  'userdata',
  'ciphertext',
  'nonce',
]);

/** Keys of customers' content: how much there was may be told, not what. */
const CONTENT_KEYS: ReadonlySet<string> = new Set(['data', 'payload']);

/**
 * Secrets recognised by their shape, wherever they stand in a text. `$1` keeps what names them. None begins with a run of
 * any length: a text that a stranger makes long would be walked again from each of its letters.
 */
const SECRET_SHAPES: readonly (readonly [shape: RegExp, replacement: string])[] = [
  [/-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g, REDACTED],
  [/(:\/\/)[^\s/@"']*@/g, `$1${REDACTED}@`],
  [/([?&](?:auth_signature|auth_key|token|access_token|secret)=)[^&\s"]+/gi, `$1${REDACTED}`],
  [/\b(Bearer\s+)[\w.~+/=-]+/gi, `$1${REDACTED}`],
  [/\beyJ[\w-]{1,2000}\.[\w-]+\.[\w-]*/g, REDACTED],
  [/(?<=[^\s:"]:)[0-9a-f]{64}\b/gi, REDACTED],
];

const LONGEST_TEXT = 16_384;
const DEEPEST = 8;
const MOST_ELEMENTS = 100;

/** A copy of log fields without secrets, made only of what JSON can hold. Never throws. */
export function redactFields(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  try {
    return copyRecord(fields, []);
  } catch {
    // Only objects that interfere with being read come here (proxies); the message itself must still be logged.
    return { fields: '[unreadable]' };
  }
}

/** Replaces what looks like a secret in a text, and cuts what is longer than 16 KiB. */
export function redactText(text: string): string {
  // What is cut in the middle has lost its shape, so more is looked at than is kept.
  const seen = text.slice(0, 2 * LONGEST_TEXT);
  const clean = SECRET_SHAPES.reduce((rest, [shape, replacement]) => rest.replace(shape, replacement), seen);
  return text.length > LONGEST_TEXT ? `${clean.slice(0, LONGEST_TEXT)}… [cut]` : clean;
}

function redactEntry(key: string, value: unknown, parents: readonly object[]): unknown {
  const name = key.toLowerCase().replace(/[_-]/g, '');
  if (value === undefined || value === null) return value;
  if (SECRET_KEYS.has(name)) return REDACTED;
  if (CONTENT_KEYS.has(name)) return describeSize(value);
  if (name === 'authkey') return typeof value === 'string' ? `…${value.slice(-4)}` : REDACTED;
  if (name === 'endpoint') return originOf(value);
  return copy(value, parents);
}

function copy(value: unknown, parents: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
      return redactText(value);
    case 'bigint':
      return value.toString();
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      return value === null ? null : copyObject(value, parents);
    case 'function':
    case 'symbol':
      return `[${typeof value}]`;
    default:
      return value;
  }
}

function copyObject(value: object, parents: readonly object[]): unknown {
  if (parents.includes(value)) return '[circular]';
  if (parents.length >= DEEPEST) return '[too deep]';
  if (isError(value)) return describeError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return describeSize(value);
  const inside = [...parents, value];
  if (value instanceof Map) return copyRecord(Object.fromEntries(value), inside);
  if (Array.isArray(value) || value instanceof Set) {
    const elements = [...value].slice(0, MOST_ELEMENTS).map((element: unknown) => copy(element, inside));
    const length = Array.isArray(value) ? value.length : value.size;
    return length > MOST_ELEMENTS ? [...elements, `[${length - MOST_ELEMENTS} more]`] : elements;
  }
  return copyRecord(value, inside);
}

function copyRecord(record: object, parents: readonly object[]): Record<string, unknown> {
  const keys = Object.keys(record).slice(0, MOST_ELEMENTS);
  return Object.fromEntries(
    keys.map((key) => [redactText(key), redactEntry(key, readProperty(record, key), parents)]),
  );
}

/** Getters of foreign objects may throw; a log call must not. */
function readProperty(record: object, key: string): unknown {
  try {
    return Reflect.get(record, key);
  } catch {
    return '[unreadable]';
  }
}

/** Errors of other realms (worker contexts) count too, which `instanceof` alone does not see. */
export function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

/** The text of an error and of what caused it, on one line. */
export function describeError(error: Error): string {
  const own = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  const cause = isError(error.cause) && error.cause !== error ? `; caused by ${error.cause.message}` : '';
  return redactText(`${own}${cause}`);
}

function describeSize(value: unknown): string {
  if (typeof value === 'string') return `[${Buffer.byteLength(value)} bytes]`;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `[${value.byteLength} bytes]`;
  return '[content]';
}

/** Of a Web Push address only the service may be known; the rest is as good as a token. */
function originOf(value: unknown): string {
  return typeof value === 'string' && URL.canParse(value) ? new URL(value).origin : REDACTED;
}
