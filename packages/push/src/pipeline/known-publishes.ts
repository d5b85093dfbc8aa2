import { LRUCache } from 'lru-cache';
import type { Publish } from '../model/publish.js';
import type { PublishLedger } from '../store/publish-ledger.js';
import type { PlanJob } from './push-jobs.js';

/** Characters: one with 1,024 recipients may be of some MiB. */
const KEPT = 32 * 1024 * 1024;

/** Publishes that this process works on, each looked up once: an accepted publish never changes. */
export class KnownPublishes {
  readonly #ledger: Pick<PublishLedger, 'find'>;
  readonly #publishes = new LRUCache<string, Publish>({
    maxSize: KEPT,
    sizeCalculation: (publish) => JSON.stringify(publish).length,
  });
  readonly #underWay = new Map<string, Promise<Publish | undefined>>();

  constructor(ledger: Pick<PublishLedger, 'find'>) {
    this.#ledger = ledger;
  }

  /** @throws QueueAwayError */
  async find(job: PlanJob): Promise<Publish | undefined> {
    const key = JSON.stringify([job.appId, job.publishId]);
    return this.#publishes.get(key) ?? this.#underWay.get(key) ?? this.#lookUp(key, job);
  }

  #lookUp(key: string, { appId, publishId }: PlanJob): Promise<Publish | undefined> {
    const asked = this.#ledger
      .find(appId, publishId)
      .then((publish) => {
        if (publish !== undefined) this.#publishes.set(key, publish);
        return publish;
      })
      .finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, asked);
    return asked;
  }
}
