import type { RetryPolicy } from '../../endpoint/endpoint.js';
import type { Attempts } from '../webhook-job.js';

export interface FailedAttempt {
  /** The one that failed included. */
  readonly attempts: Attempts;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds. */
  readonly retryAfter: number | undefined;
  /** At least 0, below 1. */
  readonly random: number;
}

/**
 * How long to wait for the next attempt, in milliseconds; undefined when there is none. Waits double, each shortened by
 * up to a half at random, and last at least as long as the endpoint asked. A wait that would go beyond the deadline ends
 * there: the last attempt is made at the deadline, also before the time that the endpoint asked for.
 */
export function retryDelay(policy: RetryPolicy, failed: FailedAttempt): number | undefined {
  const { attempts, now, retryAfter = 0, random } = failed;
  const left = deadlineOf(policy, attempts) - now;
  const most = policy.maxAttempts ?? Number.POSITIVE_INFINITY;
  if (!policy.isEnabled || attempts.count >= most || left <= 0) return undefined;
  const longest = Math.min(policy.initialBackoff * 2 ** (attempts.count - 1), policy.maxBackoff);
  return Math.min(Math.max(longest * (0.5 + 0.5 * random), retryAfter), left);
}

/** No attempt that begins after it is followed by another. Milliseconds since 1970. */
export function deadlineOf({ maxElapsed }: RetryPolicy, { firstAt }: Attempts): number {
  return firstAt + maxElapsed;
}
