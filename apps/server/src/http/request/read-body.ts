import type { IncomingMessage, ServerResponse } from 'node:http';
import { PusherError } from '@shoal/protocol';

/**
 * Reads the body whole, never more than `maxBytes` of it: what is longer is refused as soon as that shows, by its
 * declared length or by what has come.
 *
 * @throws PusherError `payload_too_large`; `bad_request` when the client breaks off
 */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const declared = Number(request.headers['content-length'] ?? 0);
  if (declared > maxBytes) return Promise.reject(tooLarge(maxBytes));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      reject(tooLarge(maxBytes));
    };
    request.on('data', onData);
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    request.once('error', (cause) => reject(new PusherError('bad_request', 'The body broke off', { cause })));
    request.once('close', () => reject(new PusherError('bad_request', 'The body broke off')));
  });
}

/**
 * For a request that is refused before its body was read. A client reads the answer when it has sent everything, and
 * may then use the connection again, so the rest is read and forgotten; the answer to a body that is too long, or of
 * unknown length, ends the connection instead.
 */
export function discardBody(request: IncomingMessage, response: ServerResponse, maxBytes: number): void {
  if (request.complete) return;
  const declared = Number(request.headers['content-length'] ?? Number.POSITIVE_INFINITY);
  if (declared <= maxBytes) {
    request.resume();
    return;
  }
  response.setHeader('Connection', 'close');
  response.once('finish', () => request.destroy());
}

function tooLarge(maxBytes: number): PusherError {
  return new PusherError('payload_too_large', `The body is larger than ${maxBytes} bytes`);
}
