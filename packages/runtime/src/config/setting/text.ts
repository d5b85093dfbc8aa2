import { z } from 'zod';
import { innermost } from './structure.js';

const BOOLEAN_WORDS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
]);

/** The boolean that a word stands for; other text is given back as it is, for the schema to refuse. */
export function readBoolean(text: string): boolean | string {
  return BOOLEAN_WORDS.get(text.trim().toLowerCase()) ?? text;
}

/**
 * Reads text (of the environment, or in a file) as the type that a setting has. Text that does not fit is given
 * back as it is, for the schema to refuse. `undefined` means that the setting counts as not given.
 */
export function readText(schema: z.core.$ZodType, text: string): unknown {
  const inner = innermost(schema);
  if (inner instanceof z.ZodString) return text;
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (inner instanceof z.ZodBoolean) return readBoolean(trimmed);
  if (inner instanceof z.ZodNumber) return readNumber(trimmed);
  if (inner instanceof z.ZodEnum) return trimmed.toLowerCase();
  if (inner instanceof z.ZodArray) return readList(inner, trimmed);
  if (inner instanceof z.ZodRecord) return readRecord(trimmed);
  return text;
}

/** Brings a value of any source nearer to its setting's type: text is read, numbers for text are written out. */
export function readValue(schema: z.core.$ZodType, value: unknown): unknown {
  if (value === null) return undefined;
  if (typeof value === 'string') return readText(schema, value);
  const inner = innermost(schema);
  if (inner instanceof z.ZodString) return readAsText(value);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element: unknown) => readValue(inner.element, element));
  }
  if (inner instanceof z.ZodRecord && isRecord(value) && innermost(inner.valueType) instanceof z.ZodString) {
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, readAsText(entry)]));
  }
  return value;
}

/** Ids, keys and secrets of digits only are often written without quotes. Beyond 2^53 digits would be lost. */
function readAsText(value: unknown): unknown {
  return Number.isSafeInteger(value) ? String(value) : value;
}

function readNumber(text: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : text;
}

function readList(list: z.ZodArray, text: string): unknown {
  if (text.startsWith('[')) {
    const parsed = parseJson(text);
    return Array.isArray(parsed) ? readValue(list, parsed) : parsed;
  }
  return text
    .split(',')
    .map((element) => element.trim())
    .filter((element) => element !== '')
    .map((element) => readText(list.element, element));
}

function readRecord(text: string): unknown {
  if (text.startsWith('{')) return parseJson(text);
  const pairs = text.split(',').map((pair) => pair.split('='));
  if (pairs.some((pair) => pair.length < 2)) return text;
  return Object.fromEntries(pairs.map(([name = '', ...value]) => [name.trim(), value.join('=').trim()]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Given back as text, which no list or table accepts: the schema's message names the setting.
    return text;
  }
}

/** Whether a value is a table: an object that is neither a list nor of a class, such as a date. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
