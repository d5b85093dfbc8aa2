import { unlessAborted, withDeadline } from '@shoal/outbound';
import type { ProviderOutcome } from '../provider-outcome.js';
import { failedSend } from './failed-send.js';

/** Milliseconds that a send may take in all: what it waits for, and a second try with another token, included. */
export const sendTimeout = 10_000;

/** The time of one send. */
export class TimeLimit {
  readonly #endsAt: number;

  constructor(timeout: number) {
    this.#endsAt = performance.now() + timeout;
  }

  /** Milliseconds, at least one. */
  left(): number {
    return Math.max(1, this.#endsAt - performance.now());
  }

  /** Waits no longer than the time lasts. @throws DeadlineError when it is over */
  async await<T>(work: Promise<T>): Promise<T> {
    return await withDeadline(this.left(), (signal) => unlessAborted(signal, work));
  }
}

/** Runs a send that may throw, in so many milliseconds. Never rejects. */
export async function settle(
  timeout: number,
  send: (limit: TimeLimit) => Promise<ProviderOutcome>,
): Promise<ProviderOutcome> {
  try {
    return await send(new TimeLimit(timeout));
  } catch (error) {
    return failedSend(error);
  }
}
