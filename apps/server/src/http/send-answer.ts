import type { ServerResponse } from 'node:http';
import type { PusherError } from '@shoal/protocol';
import type { ApiAnswer } from './request/api-request.js';

/** @returns bytes of the body */
export function sendAnswer(response: ServerResponse, { status = 200, body, headers }: ApiAnswer): number {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const bytes = Buffer.byteLength(text);
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': bytes, ...headers });
  response.end(text);
  return bytes;
}

/** `{error, code, status}`, as every refusal of the REST API looks. @returns bytes of the body */
export function answerError(response: ServerResponse, error: PusherError): number {
  const { status = 400 } = error.entry;
  if (response.headersSent) {
    response.destroy();
    return 0;
  }
  const headers: Record<string, string> = status === 503 ? { 'Retry-After': '1' } : {};
  return sendAnswer(response, { status, body: { error: error.message, code: error.key, status }, headers });
}
