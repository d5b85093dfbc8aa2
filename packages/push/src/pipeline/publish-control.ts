import { QueueAwayError } from '@shoal/queue';
import type { PublishStatus } from '../model/publish-status.js';
import type { Page, PageQuery } from '../store/page.js';
import type { PushStores } from '../store/push-stores.js';
import { planJobId } from './jobs/job-ids.js';
import type { StatusAnnouncer } from './status-announcer.js';

export interface PublishControlParts {
  readonly stores: Pick<PushStores, 'ledger' | 'plans'>;
  readonly announcer: StatusAnnouncer;
}

/** What an app may ask of a publish that was accepted. Everything may throw QueueAwayError. */
export class PublishControl {
  readonly #parts: PublishControlParts;

  constructor(parts: PublishControlParts) {
    this.#parts = parts;
  }

  status(appId: string, publishId: string): Promise<PublishStatus | undefined> {
    return this.#parts.stores.ledger.status(appId, publishId);
  }

  /** Those whose time has not come, the earliest first. */
  scheduled(appId: string, query: PageQuery): Promise<Page<PublishStatus>> {
    return this.#parts.stores.ledger.scheduled(appId, query);
  }

  /**
   * Whatever was not sent yet will not be: what is being sent ends, what waits is counted as cancelled soon.
   *
   * @returns the status; one that had ended before stays as it was; undefined: unknown
   */
  async cancel(appId: string, publishId: string): Promise<PublishStatus | undefined> {
    const { stores, announcer } = this.#parts;
    const why = { state: 'cancelled', reason: 'cancelled by the app' } as const;
    const stopped = await stores.ledger.stop(appId, publishId, why);
    if (stopped === undefined) return undefined;
    if (stopped.isChanged) announcer.announce(stopped.status);
    if (stopped.status.state === 'cancelled') await this.#cancelJobs(appId, publishId, stopped.status);
    return stopped.status;
  }

  /** It is cancelled already: whatever is not done here, its jobs find out. */
  async #cancelJobs(appId: string, publishId: string, { endedAtMs }: PublishStatus): Promise<void> {
    const { plans } = this.#parts.stores;
    const data = { appId, publishId };
    try {
      await plans.remove(planJobId(data, { kind: 'new' }));
      if (endedAtMs === undefined) await plans.add([{ id: planJobId(data, { kind: 'cancelled' }), data }]);
    } catch (error) {
      if (!(error instanceof QueueAwayError)) throw error;
    }
  }
}
