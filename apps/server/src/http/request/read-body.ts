import type { IncomingMessage } from 'node:http';
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
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else reject(tooLarge(maxBytes));
    });
    request.once('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    // A client that breaks off is told by `error`; there is nobody left to answer.
    request.once('error', (cause) => reject(new PusherError('bad_request', 'The body broke off', { cause })));
  });
}

function tooLarge(maxBytes: number): PusherError {
  return new PusherError('payload_too_large', `The body is larger than ${maxBytes} bytes`);
}
