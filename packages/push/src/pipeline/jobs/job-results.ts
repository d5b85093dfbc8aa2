import { type JobResult, QueueAwayError, QueueFullError } from '@shoal/queue';

/** Milliseconds until what the job needs may be there again. */
const AWAY_MS = 5_000;

/** The same job once more: what it says of a publish never changes. @param delay milliseconds */
export function again(delay: number): JobResult<never> {
  return { kind: 'again', delay: Math.max(0, Math.ceil(delay)) };
}

/** Runs a job's steps. While a store or queue is away, or has no room, the job comes back: each step may be repeated. */
export async function againWhenAway<Data>(steps: () => Promise<JobResult<Data>>): Promise<JobResult<Data>> {
  try {
    return await steps();
  } catch (error) {
    if (error instanceof QueueAwayError || error instanceof QueueFullError) return again(AWAY_MS);
    throw error;
  }
}
