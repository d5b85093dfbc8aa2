import type { IncomingMessage } from 'node:http';

/**
 * The client's address, for limits. Only as many entries of `X-Forwarded-For` are believed, from the right, as
 * there are proxies of ours; nobody's word is taken for `X-Real-IP`.
 */
export function clientAddress({ headers, socket }: IncomingMessage, trustHops: number): string {
  const peer = socket.remoteAddress ?? 'unknown';
  if (trustHops === 0) return peer;
  const forwarded = String(headers['x-forwarded-for'] ?? '').split(',');
  return forwarded.at(-trustHops)?.trim() || peer;
}
