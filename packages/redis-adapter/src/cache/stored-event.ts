import type { CachedEvent } from '@shoal/core';
import { FORMAT, isReadable } from '../keys.js';

/** An event: format, then JSON of [id, name, data]. */
export function encodeEvent({ id, name, data }: CachedEvent): string {
  return FORMAT + JSON.stringify([id, name, data]);
}

/** Undefined when another release has written it. */
export function decodeEvent(text: string): CachedEvent | undefined {
  if (!isReadable(text)) return undefined;
  const value: unknown = parse(text.slice(1));
  if (!Array.isArray(value)) return undefined;
  const [id, name, data]: unknown[] = value;
  if (typeof id !== 'string' || typeof name !== 'string' || typeof data !== 'string') return undefined;
  return { id, name, data };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
