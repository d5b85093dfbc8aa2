import { isRecord } from '@shoal/protocol';
import { badRequest } from '../bad-request.js';
import type { Page, PageQuery } from '../store/page.js';

/** What is listed: a cursor of one list is none of another. */
export type ListKind =
  | 'device'
  | 'channelSubscription'
  | 'channel'
  | 'credential'
  | 'template'
  | 'scheduledJob'
  | 'deadLetter';

/** Which list, of whom. */
export interface ListName {
  readonly appId: string;
  readonly kind: ListKind;
}

/** Query parameters of a URL; one that is given twice is an array. */
export type QueryParameters = Readonly<Record<string, unknown>>;

export interface ListAnswer<Item> {
  readonly items: readonly Item[];
  readonly next_cursor: string | null;
  readonly has_more: boolean;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
const MAX_CURSOR = 2_048;

/** `limit` (1 to 1,000, default 100) and `cursor`. @throws PusherError `bad_request` */
export function parseListQuery(query: QueryParameters, list: ListName): PageQuery {
  const limit = query.limit === undefined ? DEFAULT_LIMIT : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw badRequest(`limit must be a whole number from 1 to ${MAX_LIMIT}`);
  }
  const cursor = textParameter(query, 'cursor');
  return cursor === undefined ? { limit } : { limit, after: parseCursor(cursor, list) };
}

/** @param issuedAtMs milliseconds since 1970 */
export function toListAnswer<Item>(page: Page<Item>, list: ListName, issuedAtMs: number): ListAnswer<Item> {
  const { items, next } = page;
  if (next === undefined) return { items, next_cursor: null, has_more: false };
  const cursor = JSON.stringify({ ...list, position: next, issuedAtMs });
  return { items, next_cursor: Buffer.from(cursor).toString('base64url'), has_more: true };
}

/** A parameter that is absent or empty is undefined. @throws PusherError `bad_request` */
export function textParameter(query: QueryParameters, name: string): string | undefined {
  const value = query[name];
  if (value === undefined || value === '') return undefined;
  if (typeof value !== 'string') throw badRequest(`${name} may be given once`);
  return value;
}

function parseCursor(cursor: string, { appId, kind }: ListName): string {
  const stored =
    cursor.length > MAX_CURSOR ? undefined : readJson(Buffer.from(cursor, 'base64url').toString());
  const isIts = isRecord(stored) && stored.appId === appId && stored.kind === kind;
  if (!isIts || typeof stored.position !== 'string') {
    throw badRequest('cursor is not one of this list: begin without one');
  }
  return stored.position;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
