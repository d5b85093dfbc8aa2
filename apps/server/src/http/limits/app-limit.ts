import type { Clock } from '@shoal/core';
import type { HttpMetrics } from '@shoal/metrics';
import type { SharedLimits } from '@shoal/redis-adapter';
import { type Allowance, allowanceHeaders, RateLimitedError } from './window-limiter.js';

const windowMs = 1000;

export interface AppLimitParts {
  readonly limiter: 'backend_event' | 'read_request';
  readonly metrics: Pick<HttpMetrics, 'rateLimitChecked'>;
  readonly clock: Clock;
  /** Absent on a node that keeps everything to itself. */
  readonly shared?: Pick<SharedLimits, 'take'> | undefined;
}

interface Window {
  readonly limit: number;
  readonly startedAt: number;
  used: number;
}

/**
 * So many per second and app. It answers at once, because a publish has no time for a promise: over all nodes by what
 * is known of the others (`SharedLimits` says how exact that is); without Redis, and while it is away, in this
 * process alone, in fixed windows that begin with the first use.
 */
export class AppLimit {
  private readonly parts: AppLimitParts;
  private readonly windows = new Map<string, Window>();

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
    const { limiter, shared, metrics } = this.parts;
    const allowance = shared?.take({ limiter, appId, limit, points }) ?? this.takeHere(appId, limit, points);
    metrics.rateLimitChecked(limiter, allowance.isAllowed, appId);
    if (!allowance.isAllowed) throw new RateLimitedError(allowance);
    return allowanceHeaders(allowance);
  }

  private takeHere(appId: string, limit: number, points: number): Allowance {
    const now = this.parts.clock.now();
    const window = this.windowOf(appId, limit, now);
    window.used += points;
    const resetSeconds = Math.max(1, Math.ceil((windowMs - (now - window.startedAt)) / 1000));
    const remaining = Math.max(0, limit - window.used);
    return { isAllowed: window.used <= limit, limit, remaining, resetSeconds };
  }

  /** An app whose limit was changed starts with a new window. */
  private windowOf(appId: string, limit: number, now: number): Window {
    const known = this.windows.get(appId);
    if (known !== undefined && known.limit === limit && now - known.startedAt < windowMs) return known;
    const window = { limit, startedAt: now, used: 0 };
    this.windows.set(appId, window);
    return window;
  }
}
