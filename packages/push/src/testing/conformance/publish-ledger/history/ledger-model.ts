import type { Provider } from '../../../../model/provider.js';
import { type PublishCounters, type PublishState, terminalState } from '../../../../model/publish-status.js';
import type {
  DeliveryKey,
  DeliveryResult,
  OpenDelivery,
  PlanPlace,
  PlanStep,
} from '../../../../store/publish-ledger.js';

type Entry = OpenDelivery & { readonly lastAt: number | undefined };

const NOTHING: PublishCounters = {
  ...{ planned: 0, succeeded: 0, failed: 0, expired: 0, cancelled: 0, deadLettered: 0 },
  ...{ dispatched: 0, retryScheduled: 0, retryAttempted: 0 },
};

/** What a publish must be after what was done to it, by the plainest means. Batches are told by the ledger. */
export class LedgerModel {
  readonly batches = new Map<
    number,
    { readonly provider: Provider; readonly open: Map<DeliveryKey, Entry> }
  >();
  readonly untried = new Set<number>();
  readonly #reached = new Set<DeliveryKey>();
  place: PlanPlace | undefined = { target: 0 };
  counters: PublishCounters = NOTHING;
  #stopped: PublishState | undefined;

  get state(): PublishState {
    if (this.#stopped !== undefined) return this.#stopped;
    if (this.place !== undefined)
      return this.counters.planned + this.place.target === 0 ? 'queued' : 'planning';
    return this.batches.size > 0 ? 'dispatching' : terminalState(this.counters);
  }

  get isOver(): boolean {
    return this.place === undefined && this.batches.size === 0;
  }

  /** @returns whom the page must add */
  plan({ to, reached }: PlanStep): ReadonlySet<DeliveryKey> {
    const added = new Set(reached.map(({ key }) => key).filter((key) => !this.#reached.has(key)));
    for (const key of added) this.#reached.add(key);
    this.place = to;
    return added;
  }

  addBatch(number: number, provider: Provider, keys: readonly DeliveryKey[]): void {
    const times = { attempts: 0, notBeforeMs: 0, firstAttemptAtMs: 0, lastAt: undefined };
    this.batches.set(number, { provider, open: new Map(keys.map((key) => [key, { key, ...times }])) });
    this.untried.add(number);
    this.#count({ planned: keys.length });
  }

  stop(state: PublishState): void {
    if (this.#stopped !== undefined || this.isOver) return;
    this.#stopped = state;
    this.place = undefined;
  }

  /** @returns whether it counts */
  record(number: number, result: DeliveryResult): boolean {
    const batch = this.batches.get(number);
    const entry = batch?.open.get(result.key);
    if (batch === undefined || entry === undefined) return false;
    if (result.outcome === 'retry') {
      if (result.at === entry.lastAt) return false;
      batch.open.set(result.key, afterRetry(entry, result));
    } else {
      batch.open.delete(result.key);
      this.#count({ [result.outcome]: 1 });
    }
    if (result.attempted) this.#countAttempt(entry, result);
    if (batch.open.size === 0) {
      this.batches.delete(number);
      this.untried.delete(number);
    }
    return true;
  }

  #countAttempt({ attempts }: Entry, { outcome }: DeliveryResult): void {
    this.#count({
      dispatched: 1,
      retryScheduled: outcome === 'retry' ? 1 : 0,
      retryAttempted: attempts > 0 ? 1 : 0,
    });
  }

  #count(more: Partial<Record<keyof PublishCounters, number>>): void {
    const sum = (name: keyof PublishCounters): number => this.counters[name] + (more[name] ?? 0);
    this.counters = {
      ...{ planned: sum('planned'), succeeded: sum('succeeded'), failed: sum('failed') },
      ...{ expired: sum('expired'), cancelled: sum('cancelled'), deadLettered: sum('deadLettered') },
      ...{ dispatched: sum('dispatched'), retryScheduled: sum('retryScheduled') },
      retryAttempted: sum('retryAttempted'),
    };
  }
}

function afterRetry(
  entry: Entry,
  { attempted, notBeforeMs, at }: Extract<DeliveryResult, { outcome: 'retry' }>,
): Entry {
  const { key, attempts, firstAttemptAtMs } = entry;
  if (!attempted) return { ...entry, notBeforeMs, lastAt: at };
  return {
    ...{ key, notBeforeMs, lastAt: at, attempts: attempts + 1 },
    firstAttemptAtMs: attempts === 0 ? at : firstAttemptAtMs,
  };
}
