import type { Clock, Timer } from '@shoal/queue';
import type { Provider } from '../../model/provider.js';
import type { DeliveryOutcome, PushObserver } from '../../push-observer.js';
import type { DeliveryResult, PublishLedger } from '../../store/publish-ledger.js';
import type { DispatchJob } from '../push-jobs.js';
import type { StatusAnnouncer } from '../status-announcer.js';
import type { Conclusion } from './delivery-effects.js';
import { untilBack } from './until-back.js';

export interface ResultRecorderParts {
  readonly ledger: Pick<PublishLedger, 'record'>;
  readonly announcer: StatusAnnouncer;
  readonly observer: Pick<
    PushObserver,
    'delivered' | 'retryScheduled' | 'retryAttempted' | 'retryExpired' | 'deadLettered'
  >;
  readonly provider: Provider;
  readonly clock: Clock;
}

/** What is to be recorded of a delivery that had been tried so often before. */
export type TriedConclusion = Conclusion & { readonly attempts: number };

/** Milliseconds after an answer within which it is on its way to the ledger. */
const LATEST_MS = 10;
const GROUP = 25;
const MOST_UNRECORDED = 50;

/**
 * Records the results of one batch, a few at a time, because each that is not recorded when the process is killed is a
 * notification that is sent twice. Counts what the ledger has counted.
 */
export class ResultRecorder {
  readonly #parts: ResultRecorderParts;
  readonly #job: DispatchJob;
  #waiting: TriedConclusion[] = [];
  #timer: Timer | undefined;
  #recorded: Promise<void> = Promise.resolve();
  #failure: { readonly error: unknown } | undefined;
  #underWay = 0;
  #isAway = false;

  constructor(parts: ResultRecorderParts, job: DispatchJob) {
    this.#parts = parts;
    this.#job = job;
  }

  /** Something could not be recorded: nothing else should be sent. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Resolves at once, unless the ledger is away, or has not kept up. Never rejects. */
  async ready(): Promise<void> {
    if (!this.#isAway && this.#underWay + this.#waiting.length < MOST_UNRECORDED) return;
    this.#flush();
    await this.#recorded;
  }

  add(conclusion: TriedConclusion): void {
    this.#waiting.push(conclusion);
    if (this.#waiting.length >= GROUP) this.#flush();
    else this.#timer ??= this.#parts.clock.after(LATEST_MS, () => this.#flush());
  }

  /** @throws what kept something from being recorded */
  async finish(): Promise<void> {
    this.#flush();
    await this.#recorded;
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #flush(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const group = this.#waiting;
    this.#waiting = [];
    if (group.length === 0) return;
    this.#underWay += group.length;
    this.#recorded = this.#recorded.then(() => this.#record(group));
  }

  /** Never rejects: `finish` does. */
  async #record(group: readonly TriedConclusion[]): Promise<void> {
    const { ledger, announcer, clock } = this.#parts;
    const { appId, publishId, batch } = this.#job;
    const results = group.map(({ result }) => result);
    try {
      const record = () => ledger.record(appId, publishId, batch, results);
      const recorded = await untilBack(clock, record, () => {
        this.#isAway = true;
      });
      this.#isAway = false;
      const counted = group.filter(({ result }) => recorded.counted.has(result.key));
      for (const conclusion of counted) this.#tell(conclusion);
      announcer.announce(recorded.changed);
    } catch (error) {
      this.#failure = { error };
    } finally {
      this.#underWay -= group.length;
    }
  }

  #tell({ result, letter, attempts }: TriedConclusion): void {
    const { observer, provider } = this.#parts;
    const { appId } = this.#job;
    const isRetry = result.attempted && attempts > 0;
    if (isRetry) observer.retryAttempted(appId, provider);
    if (result.outcome === 'retry') {
      observer.retryScheduled(appId, provider);
      return;
    }
    if (result.outcome === 'expired' && attempts > 0) observer.retryExpired(appId, provider);
    if (letter !== undefined) observer.deadLettered(appId, provider, letter);
    observer.delivered(appId, outcomes[result.outcome], 1);
  }
}

const outcomes: Record<Exclude<DeliveryResult['outcome'], 'retry'>, DeliveryOutcome> = {
  ...{ succeeded: 'succeeded', failed: 'failed', expired: 'expired', cancelled: 'cancelled' },
  deadLettered: 'dead_lettered',
};
