import { isRecord } from '@shoal/protocol';
import { badRequest } from '../../bad-request.js';

const PLACEHOLDER = /\{\{(.*?)\}\}/gs;
/** `data.a`, and at most three names more. */
const PATH = /^data(\.[A-Za-z0-9_]+){1,4}$/;
const MAX_BYTES = 4_096;

/**
 * Puts values in the place of `{{ data.a.b }}`. They are text, numbers or booleans; null leaves nothing there.
 *
 * @throws PusherError `bad_request`: a value is missing or no scalar, a placeholder is not valid, the text too long
 */
export function fillPlaceholders(text: string, data: Readonly<Record<string, unknown>>): string {
  const filled = text.replace(PLACEHOLDER, (_whole, inner: string) => {
    const path = parsePath(inner);
    return asText(find(data, path), path);
  });
  if (Buffer.byteLength(filled) > MAX_BYTES) {
    throw badRequest(`A text of the template has more than ${MAX_BYTES} bytes once it is filled in`);
  }
  return filled;
}

/** Judges placeholders when no values are there yet. @throws PusherError `bad_request` */
export function checkPlaceholders(text: string): void {
  for (const [, inner = ''] of text.matchAll(PLACEHOLDER)) parsePath(inner);
}

function parsePath(inner: string): string {
  const path = inner.trim();
  if (PATH.test(path)) return path;
  throw badRequest(
    `"{{${inner.slice(0, 100)}}}" is no placeholder: write {{ data.name }}, with at most 4 dots`,
  );
}

/** Own values only: nothing of what every object inherits. */
function find(data: Readonly<Record<string, unknown>>, path: string): unknown {
  const [, ...names] = path.split('.');
  return names.reduce<unknown>(
    (value, name) => (isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    data,
  );
}

function asText(value: unknown, path: string): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    case 'undefined':
      throw badRequest(`templateData has no value for {{ ${path} }}`);
    default:
      if (value === null) return '';
      throw badRequest(
        `templateData has an object or a list for {{ ${path} }}: a text, number or boolean is needed`,
      );
  }
}
