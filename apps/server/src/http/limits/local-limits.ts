import type { Clock } from '@shoal/core';
import type { PointLimits, PointRequest } from './app-limit.js';
import type { Allowance } from './window-limiter.js';

const windowMs = 1000;

interface Window {
  readonly limit: number;
  readonly startedAt: number;
  used: number;
}

/** Limits per app and second in this process alone: fixed windows that begin with the first use. */
export class LocalLimits implements PointLimits {
  private readonly clock: Clock;
  private readonly windows = new Map<string, Window>();

  constructor(clock: Clock) {
    this.clock = clock;
  }

  take(request: PointRequest): Allowance {
    const { limit, points } = request;
    const now = this.clock.now();
    const window = this.windowOf(request, now);
    const resetSeconds = Math.max(1, Math.ceil((windowMs - (now - window.startedAt)) / 1000));
    if (window.used + points > limit) return { isAllowed: false, limit, remaining: 0, resetSeconds };
    window.used += points;
    return { isAllowed: true, limit, remaining: limit - window.used, resetSeconds };
  }

  /** An app whose limit was changed starts with a new window. */
  private windowOf({ limiter, appId, limit }: PointRequest, now: number): Window {
    const name = `${limiter}:${appId}`;
    const known = this.windows.get(name);
    if (known !== undefined && known.limit === limit && now - known.startedAt < windowMs) return known;
    const window = { limit, startedAt: now, used: 0 };
    this.windows.set(name, window);
    return window;
  }
}
