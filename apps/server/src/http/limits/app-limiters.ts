import { type Allowance, WindowLimiter } from './window-limiter.js';

/** Limiters of one kind for apps that each have a limit of their own. */
export class AppLimiters {
  private readonly byLimit = new Map<string, WindowLimiter>();

  /** Events or requests per second. An app whose limit was changed starts with a new window. */
  take(appId: string, limit: number, points = 1): Promise<Allowance> {
    const key = `${appId}\0${limit}`;
    const known = this.byLimit.get(key);
    const limiter = known ?? new WindowLimiter(limit, 1);
    if (known === undefined) this.byLimit.set(key, limiter);
    return limiter.take(appId, points);
  }
}
