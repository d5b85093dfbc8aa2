import type { RecordedResponse } from '@shoal/core';
import { FORMAT, isReadable } from '../keys.js';

/** A response: format, status, a space and the body. */
export function encodeResponse({ status, body }: RecordedResponse): string {
  return `${FORMAT}${status} ${body}`;
}

/** Undefined when another release has written it. */
export function decodeResponse(text: string): RecordedResponse | undefined {
  if (!isReadable(text)) return undefined;
  const space = text.indexOf(' ');
  const status = Number(text.slice(1, space));
  if (space < 2 || !Number.isInteger(status)) return undefined;
  return { status, body: text.slice(space + 1) };
}
