import type { Job, JobHandler, JobResult } from '../job-queue.js';

/** What the queues of the conformance suite carry. */
export interface Task {
  readonly step: number;
}

export function decodeTask(stored: unknown): Task | undefined {
  if (typeof stored !== 'object' || stored === null || !('step' in stored)) return undefined;
  return typeof stored.step === 'number' ? { step: stored.step } : undefined;
}

/** A job whose handler waits for the test. */
export interface HeldRun {
  readonly job: Job<Task>;
  readonly isStillOurs: () => boolean;
  end(result?: JobResult<Task>): void;
  fail(error: Error): void;
}

/** A handler whose runs the test ends one by one. */
export class GatedHandler {
  /** Every run that has begun. */
  readonly runs: HeldRun[] = [];

  readonly handle: JobHandler<Task> = (job, isStillOurs) =>
    new Promise((resolve, reject) => {
      this.runs.push({ job, isStillOurs, end: (result = { kind: 'done' }) => resolve(result), fail: reject });
    });

  /** @throws Error when it has not begun */
  run(index: number): HeldRun {
    const run = this.runs[index];
    if (run === undefined) throw new Error(`Run ${index} has not begun`);
    return run;
  }
}

/** A handler that ends at once, and the jobs it got. */
export class RecordingHandler {
  readonly jobs: Job<Task>[] = [];

  readonly handle: JobHandler<Task> = async (job) => {
    this.jobs.push(job);
    return { kind: 'done' };
  };

  get ids(): string[] {
    return this.jobs.map(({ id }) => id);
  }
}
