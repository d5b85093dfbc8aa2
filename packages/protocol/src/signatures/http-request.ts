import { equalConstantTime, hmacSha256 } from './hmac.js';

/** How far a request's clock may be off, in seconds (REST API, "Authentication"). */
export const timestampTolerance = 600;

export interface SignedRequest {
  readonly method: string;
  /** Every path that the client may have signed; see {@link signablePaths}. */
  readonly paths: readonly string[];
  /** The query string as it was received, without `?`. */
  readonly query: string;
  /** The same parsed, when that was done already. */
  readonly parameters?: ReadonlyMap<string, string>;
}

/**
 * Whether `signature` is right for the request. Client libraries sign what they wrote, before their transport
 * encodes it, so values are compared decoded; some write `+` for a space, so both readings count.
 */
export function verifyRequest(secret: string, signature: string, request: SignedRequest): boolean {
  const { query, parameters } = request;
  const isOver = (text: string): boolean => isSigned(secret, signature, { ...request, query: text });
  const sent = textBeforeSignature(query);
  if (sent !== undefined && isOver(sent)) return true;
  if (isOver(parameters === undefined ? signableQuery(query) : signableText(parameters))) return true;
  return query.includes('+') && isOver(signableQuery(query.replaceAll('+', '%20')));
}

/** Most libraries send what they have signed, letter by letter, and the signature as the last parameter. */
function textBeforeSignature(query: string): string | undefined {
  const at = query.lastIndexOf('&auth_signature=');
  // A parameter after the signature is not covered by it.
  return at < 0 || query.includes('&', at + 1) ? undefined : query.slice(0, at);
}

function isSigned(secret: string, signature: string, { method, paths, query }: SignedRequest): boolean {
  return paths.some((path) =>
    equalConstantTime(signature, hmacSha256(secret, `${method}\n${path}\n${query}`)),
  );
}

/** Raw and decoded, with and without the server's path prefix: libraries differ in which of them they sign. */
export function signablePaths(path: string, prefix: string): string[] {
  if (prefix === '' && !path.includes('%')) return [path];
  const paths = new Set([path, decode(path)]);
  if (prefix !== '' && path.startsWith(`${prefix}/`)) {
    const inner = path.slice(prefix.length);
    paths.add(inner).add(decode(inner));
  }
  return [...paths];
}

/** The query as it is signed: names lower-cased and sorted, values decoded, `auth_signature` left out. */
export function signableQuery(query: string): string {
  return signableText(parseParameters(query));
}

function signableText(parameters: ReadonlyMap<string, string>): string {
  let text = '';
  for (const name of [...parameters.keys()].sort()) {
    if (name !== 'auth_signature') text += `${text === '' ? '' : '&'}${name}=${parameters.get(name)}`;
  }
  return text;
}

/**
 * Parameters by lower-cased name, percent-decoded; `+` stays `+`, a malformed escape stays as it is. One that is repeated, and PHP's arrays (`channels[0]=a&channels[1]=b`),
 * is one value with commas: `a,b`.
 */
export function parseParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (let start = 0; start < query.length; ) {
    const ampersand = query.indexOf('&', start);
    const end = ampersand < 0 ? query.length : ampersand;
    const equals = query.indexOf('=', start);
    const nameEnd = equals < 0 || equals > end ? end : equals;
    const key = decode(query.slice(start, nameEnd)).toLowerCase();
    const name = key.endsWith(']') ? key.replace(/\[\d*\]$/, '') : key;
    const value = decode(query.slice(nameEnd + 1, end));
    const earlier = parameters.get(name);
    parameters.set(name, earlier === undefined ? value : `${earlier},${value}`);
    start = end + 1;
  }
  return parameters;
}

function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    // Not an encoding at all: what was signed can only have been these very characters.
    return text;
  }
}
