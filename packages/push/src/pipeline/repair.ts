import { type Clock, QueueAwayError, QueueFullError, type Timer } from '@shoal/queue';
import type { PushStores } from '../store/push-stores.js';
import { DispatchJobs } from './jobs/dispatch-jobs.js';
import { planJobId } from './jobs/job-ids.js';
import type { PlanJob } from './push-jobs.js';

export interface RepairParts {
  readonly stores: Pick<PushStores, 'ledger' | 'plans' | 'dispatches'>;
  readonly clock: Clock;
  /** Milliseconds between two looks, and that nothing was heard of a publish by then. */
  readonly interval: number;
  /** A defect, for the log. */
  readonly failed: (error: unknown) => void;
}

const AT_ONCE = 100;

/**
 * Adds the jobs of publishes that nothing was heard of: one was lost with a queue, or with a worker between two steps.
 * Every worker looks; ids make that harmless.
 */
export class Repair {
  readonly #parts: RepairParts;
  readonly #jobs: DispatchJobs;
  #timer: Timer | undefined;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(parts: RepairParts) {
    this.#parts = parts;
    this.#jobs = new DispatchJobs(parts.stores.dispatches);
    this.#waitForNext();
  }

  /** Resolves when it does nothing any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#looking;
  }

  #waitForNext(): void {
    if (this.#isClosed) return;
    this.#timer = this.#parts.clock.after(this.#parts.interval, () => {
      this.#looking = this.#look().then(() => this.#waitForNext());
    });
  }

  async #look(): Promise<void> {
    const { stores, clock, interval, failed } = this.#parts;
    try {
      for (const publish of await stores.ledger.stalled(clock.wall() - interval, AT_ONCE)) {
        if (this.#isClosed) return;
        await this.#repair(publish);
      }
    } catch (error) {
      // The next look comes.
      if (!(error instanceof QueueAwayError || error instanceof QueueFullError)) failed(error);
    }
  }

  async #repair(publish: PlanJob): Promise<void> {
    const { stores, clock, interval } = this.#parts;
    const { appId, publishId } = publish;
    const plan = await stores.ledger.plan(appId, publishId);
    if (plan === undefined) return;
    if (plan.place !== undefined) {
      const look = Math.floor(clock.wall() / interval);
      await stores.plans.add([{ id: planJobId(publish, { kind: 'stalled', look }), data: publish }]);
    }
    await this.#jobs.add(publish, plan.open);
    await stores.ledger.touched(appId, publishId, clock.wall());
  }
}
