import type { Publish } from '../../model/publish.js';
import type { PushQuotas } from '../../push-settings.js';
import type { PlanPlace } from '../../store/publish-ledger.js';
import type { QuotaStore } from '../../store/quota-store.js';
import type { Reached } from './audience-reader.js';

export interface QuotaGrantsParts {
  readonly quotas: Pick<QuotaStore, 'take'>;
  readonly quotasOf: (appId: string) => PushQuotas;
}

/** How much of an audience an app's allowance of the day lets through. */
export class QuotaGrants {
  readonly #parts: QuotaGrantsParts;

  constructor(parts: QuotaGrantsParts) {
    this.#parts = parts;
  }

  /** The first ones, as many as may be sent. The page at one place is granted once, however often it is asked for. */
  async grant(publish: Publish, place: PlanPlace, reached: readonly Reached[]): Promise<readonly Reached[]> {
    const { deliveriesPerDay, providerDeliveriesPerDay = {} } = this.#parts.quotasOf(publish.appId);
    let granted = await this.#take({ publish, place, what: 'deliveries', limit: deliveriesPerDay }, reached);
    for (const provider of new Set(granted.map((one) => one.provider))) {
      const limit = providerDeliveriesPerDay[provider];
      const its = granted.filter((one) => one.provider === provider);
      const kept = new Set(await this.#take({ publish, place, what: provider, limit }, its));
      granted = granted.filter((one) => one.provider !== provider || kept.has(one));
    }
    return granted;
  }

  async #take(
    { publish, place, what, limit }: Taking,
    reached: readonly Reached[],
  ): Promise<readonly Reached[]> {
    if (limit === undefined || reached.length === 0) return reached;
    const token = JSON.stringify([publish.id, place.target, place.after ?? null]);
    const taken = await this.#parts.quotas.take(publish.appId, what, {
      wanted: reached.length,
      limit,
      token,
    });
    return reached.slice(0, taken);
  }
}

interface Taking {
  readonly publish: Publish;
  readonly place: PlanPlace;
  readonly what: string;
  readonly limit: number | undefined;
}
