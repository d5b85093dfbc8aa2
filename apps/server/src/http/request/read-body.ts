import type { IncomingMessage } from 'node:http';
import { PusherError } from '@shoal/protocol';

/** Exactly one of the two is called, once. */
export interface BodyListener {
  onBody(body: Buffer): void;
  /** PusherError `payload_too_large`; `bad_request` when the client breaks off. */
  onError(error: PusherError): void;
}

/**
 * Reads the body whole, never more than `maxBytes` of it: what is longer is refused as soon as that shows, by its
 * declared length or by what has come.
 */
export function readBody(request: IncomingMessage, maxBytes: number, listener: BodyListener): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let isOver = false;
  const fail = (error: PusherError): void => {
    if (isOver) return;
    isOver = true;
    listener.onError(error);
  };
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    fail(tooLarge(maxBytes));
    return;
  }
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxBytes) fail(tooLarge(maxBytes));
    else if (!isOver) chunks.push(chunk);
  });
  request.on('end', () => {
    if (isOver) return;
    isOver = true;
    listener.onBody(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks));
  });
  // A client that breaks off is told by `error`; there is nobody left to answer.
  request.on('error', (cause) => fail(new PusherError('bad_request', 'The body broke off', { cause })));
}

function tooLarge(maxBytes: number): PusherError {
  return new PusherError('payload_too_large', `The body is larger than ${maxBytes} bytes`);
}
