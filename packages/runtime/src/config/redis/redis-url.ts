import { z } from 'zod';

/** What a Redis URL says. What it does not say is taken from the other settings. */
export interface RedisUrl {
  readonly endpoint:
    | { readonly kind: 'single'; readonly host: string; readonly port: number }
    | { readonly kind: 'socket'; readonly path: string };
  readonly isTls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly db: number | undefined;
}

/** How a URL is described. */
export const URL_ALLOWED =
  '`redis://user:password@host:port/db`, `rediss://…` for TLS, or `unix:///path?db=0`; special characters in user and password percent-encoded';

/** A URL, taken apart: the whole text, which holds the password, is not kept. */
export function redisUrl() {
  return z.string().transform((text, context): RedisUrl => {
    const parsed = parseRedisUrl(text);
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', input: text });
    return z.NEVER;
  });
}

/** `tls:` is Laravel's word for `rediss:`. */
const SCHEMES: ReadonlyMap<string, { readonly isTls: boolean }> = new Map([
  ['redis:', { isTls: false }],
  ['rediss:', { isTls: true }],
  ['tls:', { isTls: true }],
]);

/** @returns undefined for text that is no such URL */
export function parseRedisUrl(text: string): RedisUrl | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const username = decode(url.username);
  const password = decode(url.password);
  if (username === undefined || password === undefined) return undefined;
  const login = { username: username || undefined, password: password || undefined };
  const asked = url.searchParams.get('db');
  if (url.protocol === 'unix:') {
    const path = decode(url.pathname);
    const db = readDb(asked ?? '');
    if (!path || path === '/' || url.host !== '' || db === 'invalid') return undefined;
    return { endpoint: { kind: 'socket', path }, isTls: false, ...login, db };
  }
  const scheme = SCHEMES.get(url.protocol);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const db = readDb(asked ?? url.pathname.slice(1));
  if (scheme === undefined || host === '' || db === 'invalid') return undefined;
  return { endpoint: { kind: 'single', host, port: Number(url.port || 6379) }, ...scheme, ...login, db };
}

function readDb(text: string): number | undefined | 'invalid' {
  if (text === '') return undefined;
  return /^\d{1,6}$/.test(text) ? Number(text) : 'invalid';
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    // A percent sign that belongs to the password itself: whoever wrote it is told to encode it.
    return undefined;
  }
}
