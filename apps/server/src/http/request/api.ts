import type { IncomingMessage, ServerResponse } from 'node:http';
import { andThen, type Clock, type MaybePromise } from '@shoal/core';
import type { HttpMetrics } from '@shoal/metrics';
import { asPusherError, type PusherError } from '@shoal/protocol';
import type { Logger } from '@shoal/runtime';
import type { AppLimit } from '../limits/app-limit.js';
import { clientAddress } from '../limits/client-address.js';
import { allowanceHeaders, RateLimitedError, type WindowLimiter } from '../limits/window-limiter.js';
import { answerError, sendAnswer } from '../send-answer.js';
import type { ApiRoute } from './api-request.js';
import { AuthenticationError, type Authenticator, type Claim, type RequestLine } from './authenticate.js';
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
  readonly readLimit: AppLimit;
}

/** A request whose route is known. */
export interface Routed {
  readonly endpoint: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly route: ApiRoute;
}

/** A request on its way, and what is known of it so far. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly routed: Routed;
  readonly line: RequestLine;
  readonly startedAt: number;
  appId: string | undefined;
  requestBytes: number;
}

const noBody = Buffer.alloc(0);

/**
 * The way of every signed request: address limit, claim, body, signature, app limit, route. What it throws is
 * answered here and nowhere else. Steps follow each other without a promise unless something has to be waited for.
 */
export class Api {
  private readonly parts: ApiParts;

  constructor(parts: ApiParts) {
    this.parts = parts;
  }

  handle(request: IncomingMessage, response: ServerResponse, routed: Routed): void {
    const { addressLimiter, authenticator, clock } = this.parts;
    const line = requestLine(request);
    const startedAt = clock.now();
    const exchange: Exchange = {
      request,
      response,
      routed,
      line,
      startedAt,
      appId: undefined,
      requestBytes: 0,
    };
    this.attempt(exchange, () => {
      const admitted = addressLimiter === undefined ? undefined : this.limitAddress(exchange, addressLimiter);
      return andThen(admitted, () =>
        andThen(authenticator.claim(routed.parameters.appId ?? '', line), (claim) =>
          this.read(exchange, claim),
        ),
      );
    });
  }

  /** Answers what a step throws, now or later. */
  private attempt(exchange: Exchange, step: () => MaybePromise<void>): void {
    try {
      const done = step();
      if (done instanceof Promise) done.catch((thrown: unknown) => this.refuse(exchange, thrown));
    } catch (thrown) {
      this.refuse(exchange, thrown);
    }
  }

  private read(exchange: Exchange, claim: Claim): MaybePromise<void> {
    exchange.appId = claim.app.id;
    if (!hasBody(exchange.line)) return this.serve(exchange, claim, noBody);
    readBody(exchange.request, this.parts.maxBodyBytes, {
      onBody: (body) => this.attempt(exchange, () => this.serve(exchange, claim, body)),
      onError: (error) => this.refuse(exchange, error),
    });
  }

  private serve(exchange: Exchange, claim: Claim, body: Buffer): MaybePromise<void> {
    const { line, request, response, routed } = exchange;
    const { app, parameters: query } = claim;
    exchange.requestBytes = body.length;
    this.parts.authenticator.verify(claim, line, body);
    if (line.method === 'GET') {
      const headers = this.parts.readLimit.take(app.id, app.limits.readRequestsPerSecond, 1);
      if (headers !== undefined) setHeaders(response, headers);
    }
    const { parameters } = routed;
    const answer = routed.route({ app, parameters, query, headers: request.headers, body });
    return andThen(answer, (given) => this.finish(exchange, sendAnswer(response, given)));
  }

  private refuse(exchange: Exchange, thrown: unknown): void {
    const error = asPusherError(thrown);
    this.report(error, exchange);
    this.finish(exchange, answerError(exchange.response, error));
  }

  private finish(exchange: Exchange, responseBytes: number): void {
    const { line, response, routed, startedAt, appId, requestBytes } = exchange;
    const { method } = line;
    const { endpoint } = routed;
    const { statusCode: status } = response;
    const seconds = (this.parts.clock.now() - startedAt) / 1000;
    const { metrics } = this.parts;
    metrics.requestFinished({ method, endpoint, status, appId, seconds, responseBytes, requestBytes });
  }

  private async limitAddress(
    { request, response }: Exchange,
    { limiter, trustHops }: NonNullable<ApiParts['addressLimiter']>,
  ): Promise<void> {
    const allowance = await limiter.take(clientAddress(request, trustHops));
    this.parts.metrics.rateLimitChecked('api', allowance.isAllowed);
    setHeaders(response, allowanceHeaders(allowance));
    if (!allowance.isAllowed) throw new RateLimitedError(allowance);
  }

  private report(error: PusherError, { routed, appId }: Exchange): void {
    const { metrics, logger } = this.parts;
    if (error instanceof AuthenticationError) {
      metrics.authenticationFailed(error.appId, error.reason);
      logger.warn('authentication failed', { kind: 'api', reason: error.reason, app_id: error.appId });
    }
    if (error.key === 'internal')
      logger.error('request failed', { endpoint: routed.endpoint, error: error.cause });
    const rejection = publishRejection(routed.endpoint, error);
    if (rejection !== undefined && appId !== undefined) metrics.publishRejected(appId, rejection);
  }
}

function requestLine({ method = 'GET', url = '' }: IncomingMessage): RequestLine {
  const mark = url.indexOf('?');
  if (mark < 0) return { method, path: url, query: '' };
  return { method, path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function hasBody({ method }: RequestLine): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
