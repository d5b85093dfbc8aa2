import type { Provider } from '../../../model/provider.js';
import type { Publish } from '../../../model/publish.js';
import {
  isTerminal,
  type PublishState,
  type PublishStatus,
  terminalState,
} from '../../../model/publish-status.js';
import type {
  DeliveryKey,
  DeliveryResult,
  OpenBatch,
  PlannedBatch,
  PlanPlace,
  PlanState,
  PlanStep,
  Recorded,
} from '../../publish-ledger.js';
import { KeptReports } from './kept-reports.js';
import { OpenBatches } from './open-batches.js';

const BATCH_SIZE = 100;

const NOTHING_COUNTED = {
  ...{ planned: 0, succeeded: 0, failed: 0, expired: 0, cancelled: 0, deadLettered: 0 },
  ...{ dispatched: 0, retryScheduled: 0, retryAttempted: 0 },
};

/** A publish, its plan and its deliveries. Times are milliseconds since 1970. */
export class PublishRecord {
  readonly publish: Publish;
  readonly reports = new KeptReports();
  readonly #counters = { ...NOTHING_COUNTED };
  readonly #open = new OpenBatches();
  readonly #untried = new Set<number>();
  readonly #seen = new Set<DeliveryKey>();
  readonly #planned: Partial<Record<Provider, number>> = {};
  readonly #untold: PublishState[] = [];
  #state: PublishState = 'queued';
  #place: PlanPlace | undefined = { target: 0 };
  #nextBatch = 0;
  #endedAtMs: number | undefined;
  #errorReason: string | undefined;

  constructor(publish: Publish) {
    this.publish = publish;
  }

  get state(): PublishState {
    return this.#state;
  }

  /** Since when there is nothing to plan, and nothing open. */
  get endedAtMs(): number | undefined {
    return this.#endedAtMs;
  }

  /** Nothing is left to do, nor to tell. */
  get isDone(): boolean {
    return this.#endedAtMs !== undefined && this.#untold.length === 0;
  }

  get status(): PublishStatus {
    const { appId, id, acceptedAtMs, notBeforeMs } = this.publish;
    return {
      ...{ appId, publishId: id, state: this.#state, counters: { ...this.#counters }, acceptedAtMs },
      ...(notBeforeMs !== undefined && { notBeforeMs }),
      ...(this.#endedAtMs !== undefined && { endedAtMs: this.#endedAtMs }),
      ...(this.#errorReason !== undefined && { errorReason: this.#errorReason }),
    };
  }

  get plan(): PlanState {
    const open = this.#open.list();
    return {
      ...{ place: this.#place, nextBatch: this.#nextBatch, state: this.#state },
      ...{ untried: this.#untried.size, open },
      ...{ planned: { ...this.#planned }, untold: [...this.#untold] },
    };
  }

  unreached(from: PlanPlace, keys: readonly DeliveryKey[]): ReadonlySet<DeliveryKey> | undefined {
    return isSame(this.#place, from) ? new Set(keys.filter((key) => !this.#seen.has(key))) : undefined;
  }

  commit(
    { from, to, reached, isDeduplicated }: PlanStep,
    now: number,
  ): { readonly batches: readonly PlannedBatch[]; readonly changed?: PublishStatus } | undefined {
    if (!isSame(this.#place, from)) return undefined;
    const before = this.#state;
    const fresh = isDeduplicated ? reached.filter(({ key }) => this.#isFirst(key)) : reached;
    const batches = this.#toBatches(fresh);
    this.#place = to;
    this.#state = to === undefined ? 'dispatching' : 'planning';
    this.#counters.planned += fresh.length;
    for (const { provider } of fresh) this.#planned[provider] = (this.#planned[provider] ?? 0) + 1;
    if (to === undefined) this.#seen.clear();
    this.#end(now);
    return { batches, ...this.#changedSince(before) };
  }

  /** @returns whether it did: nothing that has come to a terminal state is stopped */
  stop(state: 'cancelled' | 'quota_exceeded' | 'expired', reason: string, now: number): boolean {
    if (isTerminal(this.#state)) return false;
    this.#state = state;
    this.#errorReason = reason;
    this.#place = undefined;
    this.#seen.clear();
    this.#untold.push(state);
    this.#end(now);
    return true;
  }

  batch(number: number): OpenBatch | undefined {
    const deliveries = this.#open.deliveries(number);
    return deliveries.length === 0 ? undefined : { state: this.#state, deliveries };
  }

  record(batch: number, results: readonly DeliveryResult[], now: number): Recorded {
    const before = this.#state;
    const counted = new Set<DeliveryKey>();
    for (const result of results) {
      const attempts = this.#open.note(batch, result);
      if (attempts === undefined) continue;
      counted.add(result.key);
      this.#count(result, attempts);
    }
    if (!this.#open.has(batch)) this.#untried.delete(batch);
    this.#end(now);
    return { counted, ...this.#changedSince(before) };
  }

  /** @returns whether there is more to plan */
  tried(batch: number): boolean {
    this.#untried.delete(batch);
    return this.#place !== undefined;
  }

  told(state: PublishState): void {
    const place = this.#untold.indexOf(state);
    if (place !== -1) this.#untold.splice(place, 1);
  }

  #changedSince(before: PublishState): { readonly changed?: PublishStatus } {
    if (this.#state === before) return {};
    this.#untold.push(this.#state);
    return { changed: this.status };
  }

  #isFirst(key: DeliveryKey): boolean {
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  #toBatches(reached: PlanStep['reached']): PlannedBatch[] {
    const byProvider = new Map<Provider, DeliveryKey[]>();
    for (const { provider, key } of reached) {
      const keys = byProvider.get(provider) ?? [];
      byProvider.set(provider, keys);
      keys.push(key);
    }
    const batches: PlannedBatch[] = [];
    for (const [provider, keys] of byProvider) {
      for (let start = 0; start < keys.length; start += BATCH_SIZE) {
        const batch = { number: this.#nextBatch, provider, keys: keys.slice(start, start + BATCH_SIZE) };
        this.#nextBatch += 1;
        this.#untried.add(batch.number);
        this.#open.add(batch);
        batches.push(batch);
      }
    }
    return batches;
  }

  #count({ outcome, attempted }: DeliveryResult, attempts: number): void {
    const counters = this.#counters;
    if (attempted) counters.dispatched += 1;
    if (attempted && attempts > 0) counters.retryAttempted += 1;
    if (outcome !== 'retry') counters[outcome] += 1;
    else if (attempted) counters.retryScheduled += 1;
  }

  #end(now: number): void {
    if (this.#place !== undefined || !this.#open.isEmpty || this.#endedAtMs !== undefined) return;
    if (!isTerminal(this.#state)) this.#state = terminalState(this.#counters);
    this.#endedAtMs = now;
  }
}

function isSame(one: PlanPlace | undefined, other: PlanPlace): boolean {
  return one !== undefined && one.target === other.target && one.after === other.after;
}
