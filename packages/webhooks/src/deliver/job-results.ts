import { type JobResult, QueueAwayError } from '@shoal/queue';
import type { WebhookJob } from './webhook-job.js';

/** Milliseconds until the place where jobs are kept may be there again. */
export const AWAY_MS = 5_000;

export const DONE: JobResult<WebhookJob> = { kind: 'done' };

/** @param delay milliseconds. @param data absent when it is still the same: to store it costs more than all the rest */
export function again(delay: number, data?: WebhookJob): JobResult<WebhookJob> {
  return data === undefined ? { kind: 'again', delay } : { kind: 'again', delay, data };
}

/** @returns 'away' when the place where jobs are kept cannot be reached; then it may have happened or not */
export async function orAway<Result>(answer: Promise<Result>): Promise<Result | 'away'> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof QueueAwayError) return 'away';
    throw error;
  }
}
