import { PusherError } from '@shoal/protocol';

/** Answered 429 with `Retry-After`. */
export class PushThrottledError extends PusherError {
  /** Whole seconds. */
  override readonly retryAfter: number;

  constructor(message: string, retryAfter: number) {
    super('rate_limited', message);
    this.name = 'PushThrottledError';
    this.retryAfter = Math.max(1, Math.ceil(retryAfter));
  }
}
