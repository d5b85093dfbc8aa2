import type { ServerResponse } from 'node:http';
import type { PusherError } from '@shoal/protocol';
import type { ApiAnswer } from './request/api-request.js';

export function sendAnswer(response: ServerResponse, { status = 200, body, headers = {} }: ApiAnswer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** `{error, code, status}`, as every refusal of the REST API looks. */
export function answerError(response: ServerResponse, error: PusherError): void {
  const { status = 400 } = error.entry;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const headers: Record<string, string> = status === 503 ? { 'Retry-After': '1' } : {};
  sendAnswer(response, { status, body: { error: error.message, code: error.key, status }, headers });
}
