import { LRUCache } from 'lru-cache';
import type { Publish } from '../model/publish.js';
import type { PublishLedger } from '../store/publish-ledger.js';
import type { PlanJob } from './push-jobs.js';

/** A publish has at most 1,024 targets and 20 KB for each provider. */
const KEPT = 200;

/** Publishes that this process works on, each looked up once: an accepted publish never changes. */
export class KnownPublishes {
  readonly #ledger: Pick<PublishLedger, 'find'>;
  readonly #publishes = new LRUCache<string, Promise<Publish | undefined>>({ max: KEPT });

  constructor(ledger: Pick<PublishLedger, 'find'>) {
    this.#ledger = ledger;
  }

  /** @throws QueueAwayError */
  async find({ appId, publishId }: PlanJob): Promise<Publish | undefined> {
    const key = JSON.stringify([appId, publishId]);
    const known = this.#publishes.get(key) ?? this.#ledger.find(appId, publishId);
    this.#publishes.set(key, known);
    try {
      const publish = await known;
      if (publish === undefined) this.#publishes.delete(key);
      return publish;
    } catch (error) {
      this.#publishes.delete(key);
      throw error;
    }
  }
}
