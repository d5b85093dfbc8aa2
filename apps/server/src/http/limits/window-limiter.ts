import { PusherError } from '@shoal/protocol';
import type { CountingConnection } from '@shoal/redis-adapter';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** How much of a limit is left, as the headers of an answer tell it. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window starts anew. */
  readonly resetSeconds: number;
}

export interface WindowLimiterOptions {
  /** Points of a key in one window. */
  readonly limit: number;
  readonly windowSeconds: number;
  /** Absent: this process counts for itself. */
  readonly shared?: SharedWindows | undefined;
}

/** Where all nodes of the installation count together. */
export interface SharedWindows {
  readonly connection: Pick<CountingConnection, 'client' | 'state'>;
  /** Of the keys in Redis; a colon and the limited key follow. */
  readonly prefix: string;
}

/**
 * Points per key in a fixed window that begins with the first use: of all nodes together when there is Redis, else
 * and while Redis is away of this process.
 */
export class WindowLimiter {
  private readonly local: RateLimiterMemory;
  private readonly shared: RateLimiterRedis | undefined;
  private readonly isAway: () => boolean;
  private readonly limit: number;

  constructor({ limit, windowSeconds, shared }: WindowLimiterOptions) {
    const window = { points: limit, duration: windowSeconds };
    this.limit = limit;
    this.local = new RateLimiterMemory(window);
    this.shared =
      shared &&
      new RateLimiterRedis({
        ...window,
        storeClient: shared.connection.client,
        keyPrefix: shared.prefix,
        insuranceLimiter: this.local,
      });
    this.isAway = () => shared?.connection.state !== 'ready';
  }

  async take(key: string, points = 1): Promise<Allowance> {
    const limiter = this.shared === undefined || this.isAway() ? this.local : this.shared;
    try {
      return this.describe(await limiter.consume(key, points), true);
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
