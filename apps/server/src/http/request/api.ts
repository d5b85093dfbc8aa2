import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App, Clock } from '@shoal/core';
import type { HttpMetrics } from '@shoal/metrics';
import { asPusherError, type PusherError } from '@shoal/protocol';
import type { Logger } from '@shoal/runtime';
import type { AppLimiters } from '../limits/app-limiters.js';
import { clientAddress } from '../limits/client-address.js';
import {
  type Allowance,
  allowanceHeaders,
  RateLimitedError,
  type WindowLimiter,
} from '../limits/window-limiter.js';
import { answerError, sendAnswer } from '../send-answer.js';
import type { ApiAnswer, ApiRequest, ApiRoute } from './api-request.js';
import { AuthenticationError, type Authenticator, type RequestLine } from './authenticate.js';
import { publishRejection } from './publish-rejection.js';
import { readBody } from './read-body.js';

export interface ApiParts {
  readonly authenticator: Authenticator;
  readonly metrics: HttpMetrics;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Largest body in bytes. */
  readonly maxBodyBytes: number;
  /** By client address; absent when switched off. */
  readonly addressLimiter: { readonly limiter: WindowLimiter; readonly trustHops: number } | undefined;
  readonly readLimiters: AppLimiters;
}

/** A request that express has found the route of. */
export interface Routed {
  readonly endpoint: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly route: ApiRoute;
}

/**
 * The way of every signed request: address limit, claim, body, signature, app limit, route. What it throws is
 * answered here and nowhere else.
 */
export class Api {
  private readonly parts: ApiParts;

  constructor(parts: ApiParts) {
    this.parts = parts;
  }

  async handle(request: IncomingMessage, response: ServerResponse, routed: Routed): Promise<void> {
    const seen: Seen = { startedAt: this.parts.clock.now(), appId: undefined, requestBytes: 0 };
    let responseBytes: number;
    try {
      const answer = await this.answer(request, response, { routed, seen });
      responseBytes = sendAnswer(response, answer);
    } catch (thrown) {
      const error = asPusherError(thrown);
      this.report(error, { routed, seen });
      responseBytes = answerError(response, error);
    }
    this.parts.metrics.requestFinished({
      method: request.method ?? 'GET',
      endpoint: routed.endpoint,
      status: response.statusCode,
      appId: seen.appId,
      seconds: (this.parts.clock.now() - seen.startedAt) / 1000,
      responseBytes,
      requestBytes: seen.requestBytes,
    });
  }

  private async answer(
    request: IncomingMessage,
    response: ServerResponse,
    { routed, seen }: Handling,
  ): Promise<ApiAnswer> {
    const { authenticator, maxBodyBytes } = this.parts;
    if (this.parts.addressLimiter !== undefined) await this.limitAddress(request, response);
    const line = requestLine(request);
    const claimed = authenticator.claim(routed.parameters.appId ?? '', line);
    const claim = claimed instanceof Promise ? await claimed : claimed;
    seen.appId = claim.app.id;
    const body = hasBody(line) ? await readBody(request, maxBodyBytes) : Buffer.alloc(0);
    seen.requestBytes = body.length;
    authenticator.verify(claim, line, body);
    if (line.method === 'GET') await this.limitReads(claim.app, response);
    const { app, parameters: query } = claim;
    const apiRequest: ApiRequest = {
      app,
      parameters: routed.parameters,
      query,
      headers: request.headers,
      body,
    };
    return routed.route(apiRequest);
  }

  private async limitAddress(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { addressLimiter, metrics } = this.parts;
    if (addressLimiter === undefined) return;
    const allowance = await addressLimiter.limiter.take(clientAddress(request, addressLimiter.trustHops));
    metrics.rateLimitChecked('api', allowance.isAllowed);
    applyAllowance(response, allowance);
  }

  private async limitReads(app: App, response: ServerResponse): Promise<void> {
    const { readRequestsPerSecond } = app.limits;
    if (readRequestsPerSecond === undefined) return;
    const allowance = await this.parts.readLimiters.take(app.id, readRequestsPerSecond);
    this.parts.metrics.rateLimitChecked('read_request', allowance.isAllowed, app.id);
    applyAllowance(response, allowance);
  }

  private report(error: PusherError, { routed, seen }: Handling): void {
    const { metrics, logger } = this.parts;
    if (error instanceof AuthenticationError) {
      metrics.authenticationFailed(error.appId, error.reason);
      logger.warn('authentication failed', { kind: 'api', reason: error.reason, app_id: error.appId });
    }
    if (error.key === 'internal')
      logger.error('request failed', { endpoint: routed.endpoint, error: error.cause });
    const rejection = publishRejection(routed.endpoint, error);
    if (rejection !== undefined && seen.appId !== undefined) metrics.publishRejected(seen.appId, rejection);
  }
}

/** What is known of a request so far. */
interface Seen {
  readonly startedAt: number;
  appId: string | undefined;
  requestBytes: number;
}

interface Handling {
  readonly routed: Routed;
  readonly seen: Seen;
}

function requestLine({ method = 'GET', url = '' }: IncomingMessage): RequestLine {
  const mark = url.indexOf('?');
  if (mark < 0) return { method, path: url, query: '' };
  return { method, path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function hasBody({ method }: RequestLine): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** Tells what is left of a limit. @throws RateLimitedError when nothing was */
function applyAllowance(response: ServerResponse, allowance: Allowance): void {
  for (const [name, value] of Object.entries(allowanceHeaders(allowance))) response.setHeader(name, value);
  if (!allowance.isAllowed) throw new RateLimitedError(allowance);
}
