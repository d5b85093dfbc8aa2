import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

/** Headers of one hop that offered the upgrade; without them the request is an ordinary one. */
const offered: ReadonlySet<string> = new Set(['upgrade', 'http2-settings', 'connection']);

/**
 * Goes on in HTTP/1.1 with a request that offers another protocol than ours, as a server may (RFC 9110, section 7.8).
 * Java's HttpClient offers `h2c` with every request. Node has taken the line out of HTTP by now, so it is given back
 * as a new connection that begins with this request.
 */
export function declineUpgrade(server: Server, request: IncomingMessage, { stream, head }: Rest): void {
  const lines = [`${request.method} ${request.url} HTTP/${request.httpVersion}`];
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    if (!offered.has(name.toLowerCase())) lines.push(`${name}: ${request.rawHeaders[index + 1]}`);
  }
  stream.unshift(Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), head]));
  server.emit(stream instanceof TLSSocket ? 'secureConnection' : 'connection', stream);
}

/** The line, and what was read of it after the request's headers. */
export interface Rest {
  readonly stream: Duplex;
  readonly head: Buffer;
}
