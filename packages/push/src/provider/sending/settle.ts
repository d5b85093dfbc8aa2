import { withDeadline } from '@shoal/outbound';
import type { ProviderOutcome } from '../provider-outcome.js';
import { failedSend } from './failed-send.js';

/** Milliseconds that a send may take in all: what it waits for, and a second try with another token, included. */
export const sendTimeout = 10_000;

export interface TimeLimit {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** Milliseconds, at least one. */
  left(): number;
}

/** Runs a send that may throw, in so many milliseconds. Never rejects. */
export async function settle(
  timeout: number,
  send: (limit: TimeLimit) => Promise<ProviderOutcome>,
): Promise<ProviderOutcome> {
  const endsAt = performance.now() + timeout;
  const left = () => Math.max(1, endsAt - performance.now());
  try {
    return await withDeadline(timeout, (signal) => send({ signal, left }));
  } catch (error) {
    return failedSend(error);
  }
}
