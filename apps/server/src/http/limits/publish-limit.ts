import type { App, MaybePromise } from '@shoal/core';
import type { HttpMetrics } from '@shoal/metrics';
import { AppLimiters } from './app-limiters.js';
import { allowanceHeaders, RateLimitedError } from './window-limiter.js';

const none: Record<string, string> = {};

/** Published events per second of one app; an event counts once for each channel. */
export class PublishLimit {
  private readonly metrics: HttpMetrics;
  private readonly limiters = new AppLimiters();

  constructor(metrics: HttpMetrics) {
    this.metrics = metrics;
  }

  /** @returns headers for the answer @throws RateLimitedError */
  take(app: App, events: number): MaybePromise<Record<string, string>> {
    const { backendEventsPerSecond } = app.limits;
    if (backendEventsPerSecond === undefined) return none;
    return this.takeFrom(app, backendEventsPerSecond, events);
  }

  private async takeFrom(app: App, limit: number, events: number): Promise<Record<string, string>> {
    const allowance = await this.limiters.take(app.id, limit, events);
    this.metrics.rateLimitChecked('backend_event', allowance.isAllowed, app.id);
    if (!allowance.isAllowed) throw new RateLimitedError(allowance);
    return allowanceHeaders(allowance);
  }
}
