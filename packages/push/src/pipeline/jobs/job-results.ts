import { type JobResult, QueueAwayError, QueueFullError } from '@shoal/queue';

/** Milliseconds until what the job needs may be there again. */
const AWAY_MS = 5_000;

/** @param delay milliseconds */
export function again<Data>(data: Data, delay: number): JobResult<Data> {
  return { kind: 'again', delay: Math.max(0, Math.ceil(delay)), data };
}

/** Runs a job's steps. While a store or queue is away, or has no room, the job comes back: each step may be repeated. */
export async function againWhenAway<Data>(
  data: Data,
  steps: () => Promise<JobResult<Data>>,
): Promise<JobResult<Data>> {
  try {
    return await steps();
  } catch (error) {
    if (error instanceof QueueAwayError || error instanceof QueueFullError) return again(data, AWAY_MS);
    throw error;
  }
}
