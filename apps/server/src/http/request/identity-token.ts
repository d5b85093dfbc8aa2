import type { IncomingHttpHeaders } from 'node:http';

/** What a device proves itself by: in Shoal's header, in Sockudo's, or as `Authorization: Bearer`. */
export function identityToken(headers: IncomingHttpHeaders): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '') ?? [];
  return pushHeader(headers, 'device-identity-token') ?? bearer;
}

export function hasIdentityToken(headers: IncomingHttpHeaders): boolean {
  return identityToken(headers) !== undefined;
}

/** A header of the push API, `X-Shoal-…` or as Sockudo calls it. Undefined when it is absent or empty. */
export function pushHeader(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[`x-shoal-${name}`] ?? headers[`x-sockudo-${name}`];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
