import type { PushRetryPolicy } from '../../push-settings.js';

/** An attempt that may be repeated. Times are milliseconds since 1970. */
export interface FailedAttempt {
  /** This one included. */
  readonly attempts: number;
  readonly firstAttemptAtMs: number;
  readonly now: number;
  /** Milliseconds that the provider asked for; 0: it did not. */
  readonly retryAfter: number;
  readonly expiresAtMs: number | undefined;
}

export type NextAttempt =
  | { readonly kind: 'retry'; readonly notBeforeMs: number }
  | { readonly kind: 'expired' | 'exhausted' };

/** When a delivery is tried again: doubling waits, never before the provider wants it, never when nobody wants it. */
export class RetrySchedule {
  readonly #policy: PushRetryPolicy;
  readonly #random: () => number;

  /** @param random at least 0, below 1 */
  constructor(policy: PushRetryPolicy, random: () => number) {
    this.#policy = policy;
    this.#random = random;
  }

  next({ attempts, firstAttemptAtMs, now, retryAfter, expiresAtMs }: FailedAttempt): NextAttempt {
    const { maxAttempts, initialBackoff, maxBackoff, jitter } = this.#policy;
    if (attempts >= maxAttempts) return { kind: 'exhausted' };
    const backoff = Math.min(initialBackoff * 2 ** (attempts - 1), maxBackoff);
    const spread = 1 + jitter * (2 * this.#random() - 1);
    const notBeforeMs = Math.ceil(now + Math.max(backoff * spread, retryAfter));
    if (expiresAtMs !== undefined && notBeforeMs >= expiresAtMs) return { kind: 'expired' };
    return notBeforeMs > this.deadline(firstAttemptAtMs)
      ? { kind: 'exhausted' }
      : { kind: 'retry', notBeforeMs };
  }

  /** After it there is no other attempt. Milliseconds since 1970. */
  deadline(firstAttemptAtMs: number): number {
    return firstAttemptAtMs + this.#policy.maxElapsed;
  }
}
