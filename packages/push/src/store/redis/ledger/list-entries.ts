import { BadReplyError } from '../script-reply.js';

export interface PublishName {
  readonly appId: string;
  readonly publishId: string;
}

const TIME_DIGITS = 16;

/** A publish among those of all apps. */
export function printName({ appId, publishId }: PublishName): string {
  return JSON.stringify([appId, publishId]);
}

/** @throws BadReplyError */
export function readName(entry: string): PublishName {
  const [appId, publishId]: unknown[] = listFrom(entry);
  if (typeof appId === 'string' && typeof publishId === 'string') return { appId, publishId };
  throw new BadReplyError('the name of a publish', entry);
}

/** A scheduled publish among those of its app: they are in the order of their times. */
export function printScheduled(notBeforeMs: number, publishId: string): string {
  return `${String(notBeforeMs).padStart(TIME_DIGITS, '0')}-${publishId}`;
}

export function readScheduled(entry: string): { readonly notBeforeMs: number; readonly publishId: string } {
  return { notBeforeMs: Number(entry.slice(0, TIME_DIGITS)), publishId: entry.slice(TIME_DIGITS + 1) };
}

function listFrom(text: string): unknown[] {
  const value: unknown = JSON.parse(text);
  return Array.isArray(value) ? value : [];
}
