import type { HttpMetrics } from '@shoal/metrics';
import { type Allowance, allowanceHeaders, RateLimitedError } from './window-limiter.js';

type AppLimiter = 'backend_event' | 'read_request';

/** Points that something wants to take of an app's limit. */
export interface PointRequest {
  readonly limiter: AppLimiter | 'push_rule';
  readonly appId: string;
  /** Points a second. */
  readonly limit: number;
  readonly points: number;
}

/** Port: where points are counted. It answers at once, because a publish has no time for a promise. */
export interface PointLimits {
  /** Takes all of the points or none. */
  take(request: PointRequest): Allowance;
}

export interface AppLimitParts {
  readonly limiter: AppLimiter;
  readonly metrics: Pick<HttpMetrics, 'rateLimitChecked'>;
  readonly limits: PointLimits;
}

/** So many per second and app. */
export class AppLimit {
  private readonly parts: AppLimitParts;

  constructor(parts: AppLimitParts) {
    this.parts = parts;
  }

  /**
   * @param limit none when undefined
   * @returns headers for the answer, undefined when there is no limit
   * @throws RateLimitedError
   */
  take(appId: string, limit: number | undefined, points: number): Record<string, string> | undefined {
    if (limit === undefined) return undefined;
    const { limiter, limits, metrics } = this.parts;
    const allowance = limits.take({ limiter, appId, limit, points });
    metrics.rateLimitChecked(limiter, allowance.isAllowed, appId);
    if (!allowance.isAllowed) throw new RateLimitedError(allowance);
    return allowanceHeaders(allowance);
  }
}
