import { PusherError } from '@shoal/protocol';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** How much of a limit is left, as the headers of an answer tell it. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window starts anew. */
  readonly resetSeconds: number;
}

/** Points per key in a fixed window, in this process. */
export class WindowLimiter {
  private readonly limiter: RateLimiterMemory;
  private readonly limit: number;

  constructor(limit: number, windowSeconds: number) {
    this.limit = limit;
    this.limiter = new RateLimiterMemory({ points: limit, duration: windowSeconds });
  }

  async take(key: string, points = 1): Promise<Allowance> {
    try {
      return this.describe(await this.limiter.consume(key, points), true);
    } catch (refused) {
      // The library rejects with its result when the limit is reached, with an Error when it broke.
      if (!(refused instanceof RateLimiterRes)) throw refused;
      return this.describe(refused, false);
    }
  }

  private describe({ remainingPoints, msBeforeNext }: RateLimiterRes, isAllowed: boolean): Allowance {
    const resetSeconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
    return { isAllowed, limit: this.limit, remaining: Math.max(0, remainingPoints), resetSeconds };
  }
}

/** A refusal whose answer says when to come again. */
export class RateLimitedError extends PusherError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(allowance: Allowance) {
    super('rate_limited');
    this.headers = allowanceHeaders(allowance);
  }
}

export function allowanceHeaders({
  isAllowed,
  limit,
  remaining,
  resetSeconds,
}: Allowance): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(resetSeconds),
    ...(isAllowed ? {} : { 'Retry-After': String(resetSeconds) }),
  };
}
