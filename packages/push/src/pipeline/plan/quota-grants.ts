import { PROVIDERS, type Provider } from '../../model/provider.js';
import type { Publish } from '../../model/publish.js';
import type { PushQuotas } from '../../push-settings.js';
import type { PlanPlace, PlanState, PublishLedger } from '../../store/publish-ledger.js';
import type { QuotaStore } from '../../store/quota-store.js';
import type { Reached } from './audience-reader.js';

export interface QuotaGrantsParts {
  readonly quotas: Pick<QuotaStore, 'take' | 'settle'>;
  readonly ledger: Pick<PublishLedger, 'unreached'>;
  readonly quotasOf: (appId: string) => PushQuotas;
}

/** A page of an audience that is about to be planned. */
export interface PlannedPage {
  readonly publish: Publish;
  readonly place: PlanPlace;
  readonly plan: Pick<PlanState, 'planned'>;
  readonly reached: readonly Reached[];
}

export interface Grant {
  readonly reached: readonly Reached[];
  /** How many had to be left out, and the reason for the last of them. */
  readonly refused: number;
  readonly reason: string;
}

/** What is told of a publish that was cut off by somebody who did not live to tell why. */
export const USED_UP = 'an allowance is used up';

/** How much of an audience an app's quotas let through. */
export class QuotaGrants {
  readonly #parts: QuotaGrantsParts;

  constructor(parts: QuotaGrantsParts) {
    this.#parts = parts;
  }

  /**
   * The first ones, as many as may be sent. Whom an earlier target has reached takes nothing. However many planners ask
   * for what begins at one place, they take together no more than the one that wants most.
   *
   * @returns undefined when somebody else has planned it meanwhile
   */
  async grant(page: PlannedPage): Promise<Grant | undefined> {
    const { publish, reached } = page;
    const quotas = this.#quotasOf(publish);
    const { deliveriesPerDay, providerDeliveriesPerDay, providerFanoutMax } = quotas;
    if ((deliveriesPerDay ?? providerDeliveriesPerDay ?? providerFanoutMax) === undefined) {
      return { reached, refused: 0, reason: '' };
    }
    const fresh = await this.#fresh(page);
    if (fresh === undefined) return undefined;
    let grant: Grant = { reached: fresh, refused: 0, reason: '' };
    for (const provider of new Set(fresh.map((one) => one.provider))) {
      grant = await this.#grantOf(provider, { page, quotas, grant });
    }
    // After those of the providers: what it lets through is sent, so that nothing is taken of it in vain.
    const taken = await this.#take(page, 'deliveries', {
      limit: deliveriesPerDay,
      wanted: grant.reached.length,
    });
    return taken === grant.reached.length
      ? grant
      : cut(grant, grant.reached.slice(0, taken), 'the allowance of the day is used up');
  }

  /** After the page was planned: what another planner has taken for it, or for a longer one, is given back. */
  async settle(
    { publish, place }: Omit<PlannedPage, 'plan' | 'reached'>,
    planned: readonly Reached[],
  ): Promise<void> {
    const { deliveriesPerDay, providerDeliveriesPerDay = {} } = this.#quotasOf(publish);
    const token = tokenOf(publish, place);
    const settle = (what: string, used: number) =>
      this.#parts.quotas.settle(publish.appId, what, { token, used });
    if (deliveriesPerDay !== undefined) await settle('deliveries', planned.length);
    for (const kind of PROVIDERS) {
      if (providerDeliveriesPerDay[kind] === undefined) continue;
      await settle(kind, planned.filter(({ provider }) => provider === kind).length);
    }
  }

  #quotasOf({ appId, ignoresQuotas }: Publish): PushQuotas {
    return ignoresQuotas ? {} : this.#parts.quotasOf(appId);
  }

  async #grantOf(
    provider: Provider,
    {
      page,
      quotas,
      grant,
    }: { readonly page: PlannedPage; readonly quotas: PushQuotas; readonly grant: Grant },
  ): Promise<Grant> {
    const its = grant.reached.filter((one) => one.provider === provider);
    const ceiling = quotas.providerFanoutMax?.[provider] ?? Number.POSITIVE_INFINITY;
    const room = Math.max(0, ceiling - (page.plan.planned[provider] ?? 0));
    const wanted = Math.min(its.length, room);
    const limit = quotas.providerDeliveriesPerDay?.[provider];
    const taken = await this.#take(page, provider, { limit, wanted });
    if (taken === its.length) return grant;
    const kept = new Set(its.slice(0, taken));
    const reason =
      taken < wanted
        ? `the allowance of the day for ${provider} is used up`
        : `its audience has more than ${ceiling} devices of ${provider}`;
    const reached = grant.reached.filter((one) => one.provider !== provider || kept.has(one));
    return cut(grant, reached, reason);
  }

  /** Without those that the ledger would leave out. */
  async #fresh({ publish, place, reached }: PlannedPage): Promise<readonly Reached[] | undefined> {
    const { appId, id, targets } = publish;
    if (targets.length === 1 || reached.length === 0) return reached;
    const keys = reached.map(({ key }) => key);
    const unreached = await this.#parts.ledger.unreached(appId, id, { from: place, keys });
    return unreached && reached.filter(({ key }) => unreached.has(key));
  }

  async #take(
    { publish, place }: PlannedPage,
    what: string,
    { limit, wanted }: { readonly limit: number | undefined; readonly wanted: number },
  ): Promise<number> {
    if (limit === undefined || wanted === 0) return wanted;
    return this.#parts.quotas.take(publish.appId, what, { wanted, limit, token: tokenOf(publish, place) });
  }
}

function tokenOf({ id }: Publish, { target, after }: PlanPlace): string {
  return JSON.stringify([id, target, after ?? null]);
}

function cut({ reached: before, refused }: Grant, reached: readonly Reached[], reason: string): Grant {
  return { reached, refused: refused + before.length - reached.length, reason };
}
