import type { HttpMetrics } from '@shoal/metrics';
import { PusherError } from '@shoal/protocol';
import type { Request, Response } from 'express';
import { answerError } from './send-answer.js';

export interface Exchange {
  readonly request: Request;
  readonly response: Response;
}

export interface KnownPath {
  /** The methods that the path has, as the header `Allow` tells them. */
  readonly allow?: string;
  /** The label of metrics. */
  readonly endpoint?: string;
}

/** What no route takes: 404, or 405 when only the method is wrong. Counted like every other request. */
export function answerUnrouted(
  metrics: HttpMetrics,
  { request, response }: Exchange,
  { allow, endpoint }: KnownPath = {},
): void {
  if (allow !== undefined) response.setHeader('Allow', allow);
  const responseBytes = answerError(
    response,
    new PusherError(allow === undefined ? 'not_found' : 'method_not_allowed'),
  );
  metrics.requestFinished({
    method: request.method,
    ...(endpoint === undefined ? {} : { endpoint }),
    status: response.statusCode,
    seconds: 0,
    responseBytes,
    requestBytes: 0,
  });
}
