import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { andThen, type Clock, type MaybePromise } from '@shoal/core';
import type { HttpMetrics } from '@shoal/metrics';
import { asPusherError, type PusherError } from '@shoal/protocol';
import type { Logger } from '@shoal/runtime';
import type { AppLimit } from '../limits/app-limit.js';
import { clientAddress } from '../limits/client-address.js';
import { allowanceHeaders, RateLimitedError, type WindowLimiter } from '../limits/window-limiter.js';
import type { ApiRoute } from './api-request.js';
import { AuthenticationError, type Authenticator, type Claim, type RequestLine } from './authenticate.js';
import { hasIdentityToken } from './identity-token.js';
import { publishRejection } from './publish-rejection.js';
import { readBody } from './read-body.js';
import { type Reply, ResponseReply } from './reply.js';

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
  /** A device may ask with its identity token, and then the app need not have signed the request. Default: no. */
  readonly admitsDevices?: boolean | undefined;
}

/** A request that has come whole. */
export interface WholeRequest {
  readonly line: RequestLine;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A request on its way, and what is known of it so far. */
interface Exchange {
  readonly line: RequestLine;
  readonly headers: IncomingHttpHeaders;
  readonly routed: Routed;
  readonly reply: Reply;
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

  /** A request that Node's HTTP server is still reading. */
  handle(request: IncomingMessage, response: ServerResponse, routed: Routed): void {
    const { addressLimiter } = this.parts;
    const line = requestLine(request.method, request.url);
    const exchange = this.begin(line, request.headers, { routed, reply: new ResponseReply(response) });
    this.attempt(exchange, () => {
      if (addressLimiter === undefined)
        return this.claim(exchange, (claim) => this.read(request, exchange, claim));
      return this.limitAddress(request, response).then(() =>
        this.claim(exchange, (claim) => this.read(request, exchange, claim)),
      );
    });
  }

  /** A request that has been read. Addresses are not limited here. */
  handleWhole({ line, headers, body }: WholeRequest, routed: Routed, reply: Reply): void {
    const exchange = this.begin(line, headers, { routed, reply });
    this.attempt(exchange, () => this.claim(exchange, (claim) => this.serve(exchange, claim, body)));
  }

  private begin(
    line: RequestLine,
    headers: IncomingHttpHeaders,
    way: { routed: Routed; reply: Reply },
  ): Exchange {
    const startedAt = this.parts.clock.now();
    return {
      line,
      headers,
      routed: way.routed,
      reply: way.reply,
      startedAt,
      appId: undefined,
      requestBytes: 0,
    };
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

  private claim(exchange: Exchange, next: (claim: Claim) => MaybePromise<void>): MaybePromise<void> {
    const { authenticator } = this.parts;
    const { appId = '' } = exchange.routed.parameters;
    const claimed = isOfDevice(exchange)
      ? authenticator.claimUnsigned(appId, exchange.line)
      : authenticator.claim(appId, exchange.line);
    return andThen(claimed, (claim) => {
      exchange.appId = claim.app.id;
      return next(claim);
    });
  }

  private read(request: IncomingMessage, exchange: Exchange, claim: Claim): MaybePromise<void> {
    if (!hasBody(exchange.line)) return this.serve(exchange, claim, noBody);
    readBody(request, this.parts.maxBodyBytes, {
      onBody: (body) => this.attempt(exchange, () => this.serve(exchange, claim, body)),
      onError: (error) => this.refuse(exchange, error),
    });
  }

  private serve(exchange: Exchange, claim: Claim, body: Buffer): MaybePromise<void> {
    const { line, headers, routed, reply } = exchange;
    const { app, credential, parameters: query } = claim;
    const isSigned = credential !== undefined;
    exchange.requestBytes = body.length;
    this.parts.authenticator.verify(claim, line, body);
    const limited =
      line.method === 'GET'
        ? this.parts.readLimit.take(app.id, app.limits.readRequestsPerSecond, 1)
        : undefined;
    const answer = routed.route({ app, isSigned, parameters: routed.parameters, query, headers, body });
    return andThen(answer, (given) => {
      const whole = limited === undefined ? given : { ...given, headers: { ...limited, ...given.headers } };
      this.finish(exchange, reply.send(whole));
    });
  }

  private refuse(exchange: Exchange, thrown: unknown): void {
    const error = asPusherError(thrown);
    this.report(error, exchange);
    this.finish(exchange, exchange.reply.refuse(error));
  }

  private finish(exchange: Exchange, responseBytes: number): void {
    const { line, reply, routed, startedAt, appId, requestBytes } = exchange;
    const { method } = line;
    const { endpoint } = routed;
    const { status } = reply;
    const seconds = (this.parts.clock.now() - startedAt) / 1000;
    const { metrics } = this.parts;
    metrics.requestFinished({ method, endpoint, status, appId, seconds, responseBytes, requestBytes });
  }

  private async limitAddress(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { addressLimiter, metrics } = this.parts;
    if (addressLimiter === undefined) return;
    const allowance = await addressLimiter.limiter.take(clientAddress(request, addressLimiter.trustHops));
    metrics.rateLimitChecked('api', allowance.isAllowed);
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

export function requestLine(method = 'GET', url = ''): RequestLine {
  const mark = url.indexOf('?');
  if (mark < 0) return { method, path: url, query: '' };
  return { method, path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function isOfDevice({ routed, line, headers }: Exchange): boolean {
  const isSigned = /(?:^|&)auth_(?:key|signature)=/.test(line.query);
  return routed.admitsDevices === true && !isSigned && hasIdentityToken(headers);
}

function hasBody({ method }: RequestLine): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function setHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
