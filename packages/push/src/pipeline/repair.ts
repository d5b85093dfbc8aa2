import { type Clock, QueueAwayError, QueueFullError, type Timer } from '@shoal/queue';
import type { PlanState } from '../store/publish-ledger.js';
import type { PushStores } from '../store/push-stores.js';
import { DispatchJobs } from './jobs/dispatch-jobs.js';
import { planJobId } from './jobs/job-ids.js';
import type { PlanJob } from './push-jobs.js';
import type { StatusAnnouncer } from './status-announcer.js';

export interface RepairParts {
  readonly stores: Pick<PushStores, 'ledger' | 'plans' | 'dispatches'>;
  readonly announcer: Pick<StatusAnnouncer, 'repeat'>;
  readonly clock: Clock;
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** Milliseconds without a sign of life, after which a publish is looked at. */
  readonly minAge: number;
  /** Publishes that one look takes up. */
  readonly most: number;
  /** A defect, for the log. */
  readonly failed: (error: unknown) => void;
}

/**
 * Looks at publishes that nothing was heard of, because something was lost with a queue, or with a process between two
 * steps: adds their jobs, and tells their apps what they have become. Every worker looks; ids make that harmless.
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
    const { stores, clock, minAge, most, failed } = this.#parts;
    try {
      for (const publish of await stores.ledger.stalled(clock.wall() - minAge, most)) {
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
    await this.#repeat(publish, plan.untold);
    await stores.ledger.touched(appId, publishId, clock.wall());
  }

  async #repeat({ appId, publishId }: PlanJob, untold: PlanState['untold']): Promise<void> {
    if (untold.length === 0) return;
    const { stores, announcer } = this.#parts;
    const status = await stores.ledger.status(appId, publishId);
    if (status !== undefined) announcer.repeat(status, untold);
  }
}
