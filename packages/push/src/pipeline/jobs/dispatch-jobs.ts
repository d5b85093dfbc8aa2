import type { Provider } from '../../model/provider.js';
import type { PushStores } from '../../store/push-stores.js';
import type { PlanJob } from '../push-jobs.js';
import { dispatchJobId } from './job-ids.js';

export interface QueuedBatch {
  readonly number: number;
  readonly provider: Provider;
}

/** Added, or removed, at once. */
const AT_ONCE = 500;

/** The jobs of batches, one for each. The same one may be added any number of times. */
export class DispatchJobs {
  readonly #queues: PushStores['dispatches'];

  constructor(queues: PushStores['dispatches']) {
    this.#queues = queues;
  }

  /** @throws QueueAwayError, QueueFullError */
  async add(publish: PlanJob, batches: readonly QueuedBatch[]): Promise<void> {
    for (const provider of new Set(batches.map((batch) => batch.provider))) {
      const its = batches.filter((batch) => batch.provider === provider);
      const jobs = its.map(({ number }) => jobOf(publish, number));
      for (let start = 0; start < jobs.length; start += AT_ONCE) {
        await this.#queues[provider].add(jobs.slice(start, start + AT_ONCE));
      }
    }
  }

  /**
   * Those that wait for their next attempt do not wait any longer. What is lost between here and there, repair finds.
   *
   * @throws QueueAwayError, QueueFullError
   */
  async hurry(publish: PlanJob, batches: readonly QueuedBatch[]): Promise<void> {
    for (let start = 0; start < batches.length; start += AT_ONCE) {
      const some = batches.slice(start, start + AT_ONCE);
      await Promise.all(
        some.map(({ number, provider }) => this.#queues[provider].remove(jobOf(publish, number).id)),
      );
      await this.add(publish, some);
    }
  }
}

function jobOf({ appId, publishId }: PlanJob, batch: number) {
  const data = { appId, publishId, batch };
  return { id: dispatchJobId(data), data };
}
