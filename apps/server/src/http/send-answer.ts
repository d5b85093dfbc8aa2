import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PusherError } from '@shoal/protocol';
import { RateLimitedError } from './limits/window-limiter.js';
import type { ApiAnswer } from './request/api-request.js';

/** A body of up to so many bytes that nobody wanted is read to its end: the connection can then be used again. */
const skippedBytes = 64 * 1024;

/** Milliseconds that a client, refused while it sends, has to read why before it is cut off. */
const lingering = 1000;

/** @returns bytes of the body */
export function sendAnswer(response: ServerResponse, { status = 200, body, headers }: ApiAnswer): number {
  if (status === 204) {
    response.writeHead(status, headers).end();
    return 0;
  }
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return sendText(response, text, { status, headers: { 'Content-Type': 'application/json', ...headers } });
}

/** @returns bytes of the body */
export function answerError(response: ServerResponse, error: PusherError): number {
  if (response.headersSent) {
    response.destroy();
    return 0;
  }
  return sendAnswer(response, refusalOf(error));
}

/** `{error, code, status}`, as every refusal of the REST API looks. */
export function refusalOf(error: PusherError): ApiAnswer {
  const { status = 400 } = error.entry;
  const body = { error: error.message, code: error.key, status };
  return { status, body, headers: error instanceof RateLimitedError ? error.headers : retryHeaders(error) };
}

function retryHeaders({ entry, retryAfter = entry.status === 503 ? 1 : undefined }: PusherError) {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  return headers;
}

/** Every answer with a body goes through here. @returns bytes of the body */
export function sendText(
  response: ServerResponse,
  text: string,
  { status, headers }: { status: number; headers: Readonly<Record<string, string>> },
): number {
  const bytes = Buffer.byteLength(text);
  const all = { ...headers, 'Content-Length': bytes };
  if (!hasMuchUnread(response.req)) {
    response.writeHead(status, all);
    endAtOnce(response, text);
    return bytes;
  }
  // Whoever still sends a large body is to stop, not to have it read.
  response.writeHead(status, { ...all, Connection: 'close' }).write(text);
  endLingering(response);
  return bytes;
}

/**
 * Head and body leave in one write of one string. `end(text)` alone adds an empty chunk to mark the end, which turns
 * it into a `writev` of two: several times the work in Node for each answer.
 */
function endAtOnce(response: ServerResponse, text: string): void {
  const { socket } = response;
  if (socket === null || socket.writableLength > 0) {
    response.end(text);
    return;
  }
  socket.cork();
  response.write(text);
  socket.uncork();
  response.end();
}

function hasMuchUnread({ complete, headers }: IncomingMessage): boolean {
  if (complete) return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > skippedBytes;
}

/**
 * Closing while the client sends would reset the line, and the answer would be lost on its way (RFC 9112,
 * section 9.6). So the line stays open until the client has closed it or had the time to, and what comes meanwhile
 * is thrown away.
 */
function endLingering(response: ServerResponse): void {
  const end = (): void => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingering);
  response.req.resume().once('close', end);
}
