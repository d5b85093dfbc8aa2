import type { Provider } from '../../../model/provider.js';
import type { DeliveryKey, DeliveryResult, OpenDelivery, PlannedBatch } from '../../publish-ledger.js';

type Retry = Extract<DeliveryResult, { outcome: 'retry' }>;

/** A delivery that has no outcome yet. Many: a field each, and no object around it before its first attempt. */
interface Tried {
  readonly attempts: number;
  readonly notBeforeMs: number;
  readonly firstAttemptAtMs: number;
  /** When the last attempt was. */
  readonly at: number;
}

const UNTRIED: Tried = { attempts: 0, notBeforeMs: 0, firstAttemptAtMs: 0, at: 0 };

interface OpenBatch {
  readonly provider: Provider;
  readonly deliveries: Map<DeliveryKey, Tried>;
}

/** What is open of a publish, by batch. */
export class OpenBatches {
  readonly #batches = new Map<number, OpenBatch>();

  get isEmpty(): boolean {
    return this.#batches.size === 0;
  }

  has(batch: number): boolean {
    return this.#batches.has(batch);
  }

  add({ number, provider, keys }: PlannedBatch): void {
    this.#batches.set(number, { provider, deliveries: new Map(keys.map((key) => [key, UNTRIED])) });
  }

  list(): { readonly number: number; readonly provider: Provider }[] {
    return [...this.#batches].map(([number, { provider }]) => ({ number, provider }));
  }

  deliveries(batch: number): readonly OpenDelivery[] {
    return [...(this.#batches.get(batch)?.deliveries ?? [])].map(([key, { at: _at, ...rest }]) => ({
      key,
      ...rest,
    }));
  }

  /** @returns how often it had been tried; undefined when it is not open, or this was noted before */
  note(batch: number, result: DeliveryResult): number | undefined {
    const deliveries = this.#batches.get(batch)?.deliveries;
    const tried = deliveries?.get(result.key);
    if (deliveries === undefined || tried === undefined) return undefined;
    if (result.outcome === 'retry') {
      if (tried.at === result.at) return undefined;
      deliveries.set(result.key, afterRetry(tried, result));
    } else {
      deliveries.delete(result.key);
      if (deliveries.size === 0) this.#batches.delete(batch);
    }
    return tried.attempts;
  }
}

function afterRetry(tried: Tried, { attempted, notBeforeMs, at }: Retry): Tried {
  if (!attempted) return { ...tried, notBeforeMs, at };
  const firstAttemptAtMs = tried.firstAttemptAtMs === 0 ? at : tried.firstAttemptAtMs;
  return { attempts: tried.attempts + 1, notBeforeMs, firstAttemptAtMs, at };
}
