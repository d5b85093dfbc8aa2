/** A publish that came whole in one read, in the plainest form that HTTP has. */
export interface DirectRequest {
  /** Path and query, as received. */
  readonly url: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const longestHead = 8 * 1024;
const endOfHead = '\r\n\r\n';
const requestLine = /^POST (\/[!-~]*) HTTP\/1\.1\r\n/;
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const fieldValue = /^[\t -~]*$/;
const byteCount = /^\d{1,9}$/;
const firstByte = 'P'.charCodeAt(0);

/** Fields that change how a message is framed or answered: such a request is for Node's own parser. */
const special = new Set(['transfer-encoding', 'expect', 'upgrade', 'te', 'trailer', 'origin']);

/**
 * Recognises `POST` requests (RFC 9112) that leave no room for two readings: one read holds exactly one request, every
 * line is well formed, no field comes twice, and the length of the body is plainly given.
 *
 * @returns undefined for everything else; it is not wrong, only not plain
 */
export function readDirectRequest(chunk: Buffer): DirectRequest | undefined {
  if (chunk[0] !== firstByte) return undefined;
  const end = chunk.indexOf(endOfHead);
  if (end < 0 || end > longestHead) return undefined;
  const head = chunk.toString('latin1', 0, end + 2);
  const [line, url] = requestLine.exec(head) ?? [];
  if (line === undefined || url === undefined) return undefined;
  const headers = readHeaders(head, line.length);
  if (headers === undefined || !isPlain(headers)) return undefined;
  const body = chunk.subarray(end + endOfHead.length);
  return Number(headers['content-length']) === body.length ? { url, headers, body } : undefined;
}

/** @param head lines that all end with CRLF */
function readHeaders(head: string, start: number): Record<string, string> | undefined {
  const headers: Record<string, string> = Object.create(null);
  for (let at = start; at < head.length; ) {
    const end = head.indexOf('\r\n', at);
    const colon = head.indexOf(':', at);
    if (colon < 0 || colon > end) return undefined;
    const name = head.slice(at, colon);
    const value = head.slice(colon + 1, end);
    if (!token.test(name) || !fieldValue.test(value)) return undefined;
    const key = name.toLowerCase();
    if (special.has(key) || headers[key] !== undefined) return undefined;
    headers[key] = value.trim();
    at = end + 2;
  }
  return headers;
}

function isPlain(headers: Readonly<Record<string, string>>): boolean {
  const { host, connection = 'keep-alive', 'content-length': length } = headers;
  if (host === undefined || host === '' || length === undefined) return false;
  return byteCount.test(length) && connection.toLowerCase() === 'keep-alive';
}
