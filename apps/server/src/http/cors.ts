import type { IncomingMessage, ServerResponse } from 'node:http';

export interface CorsOptions {
  readonly origin: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  /** Never together with the wildcard origin: browsers refuse that. */
  readonly credentials: boolean;
}

/**
 * Cross-origin headers (Fetch standard, "CORS protocol").
 *
 * @returns whether the request was a preflight and is answered
 */
export function applyCors(request: IncomingMessage, response: ServerResponse, options: CorsOptions): boolean {
  const { origin } = request.headers;
  const allowed = allowedOrigin(options.origin, origin);
  // Also on answers for other origins: a cache must not give them to those that are allowed.
  if (allowed !== '*') response.setHeader('Vary', 'Origin');
  if (allowed !== undefined) {
    response.setHeader('Access-Control-Allow-Origin', allowed);
    if (options.credentials) response.setHeader('Access-Control-Allow-Credentials', 'true');
  }
  const isPreflight = request.method === 'OPTIONS';
  if (!isPreflight) return false;
  response.setHeader('Access-Control-Allow-Methods', options.methods.join(', '));
  response.setHeader('Access-Control-Allow-Headers', options.headers.join(', '));
  response.setHeader('Access-Control-Max-Age', '86400');
  response.writeHead(204).end();
  return true;
}

function allowedOrigin(patterns: readonly string[], origin: string | undefined): string | undefined {
  if (patterns.includes('*')) return '*';
  return origin !== undefined && patterns.includes(origin) ? origin : undefined;
}
