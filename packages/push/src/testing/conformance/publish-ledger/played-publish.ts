import type { Provider } from '../../../model/provider.js';
import type { Publish } from '../../../model/publish.js';
import type { PublishState, PublishStatus } from '../../../model/publish-status.js';
import type {
  DeliveryKey,
  DeliveryResult,
  PlannedBatch,
  PlanStep,
  PublishLedger,
  Recorded,
  Stopped,
} from '../../../store/publish-ledger.js';
import { samplePublish } from '../../samples.js';

export type FinalOutcome = Exclude<DeliveryResult['outcome'], 'retry'>;

export const KEEP_MS = 30 * 86_400_000;

/** A publish as planners and dispatchers move it on. */
export class PlayedPublish {
  readonly publish: Publish;
  readonly #ledger: PublishLedger;

  constructor(ledger: PublishLedger, publish: Publish) {
    this.#ledger = ledger;
    this.publish = publish;
  }

  static async create(ledger: PublishLedger, changes: Partial<Publish> = {}): Promise<PlayedPublish> {
    const publish = samplePublish('pub_1', changes);
    await ledger.create(publish, { keepMs: KEEP_MS });
    return new PlayedPublish(ledger, publish);
  }

  /** One that is planned already: each provider's devices in one page. */
  static async planned(ledger: PublishLedger, devices: readonly string[]): Promise<PlayedPublish> {
    const played = await PlayedPublish.create(ledger);
    await played.commit({ reached: reach(devices) });
    return played;
  }

  /** A page of the plan: the first and the last one, unless the step says something else. */
  commit(step: Partial<PlanStep> & Pick<PlanStep, 'reached'>): ReturnType<PublishLedger['commit']> {
    const whole = { from: { target: 0 }, to: undefined, isDeduplicated: true, ...step };
    return this.#ledger.commit(this.publish.appId, this.publish.id, whole);
  }

  /** A page that must have been committed. @returns its batches */
  async plan(step: Partial<PlanStep> & Pick<PlanStep, 'reached'>): Promise<readonly PlannedBatch[]> {
    const committed = await this.commit(step);
    if (committed === undefined) throw new Error('The plan is somewhere else');
    return committed.batches;
  }

  record(batch: number, results: readonly DeliveryResult[]): Promise<Recorded> {
    return this.#ledger.record(this.publish.appId, this.publish.id, batch, results);
  }

  /** Deliveries, all of one batch, that were attempted and came to the same end. */
  recordAll(batch: number, outcome: FinalOutcome, devices: readonly string[]): Promise<Recorded> {
    return this.record(
      batch,
      devices.map((device) => ended(device, outcome)),
    );
  }

  stop(state: 'cancelled' | 'quota_exceeded' | 'expired', reason = 'words'): Promise<Stopped | undefined> {
    return this.#ledger.stop(this.publish.appId, this.publish.id, { state, reason });
  }

  told(state: PublishState): Promise<void> {
    return this.#ledger.told(this.publish.appId, this.publish.id, state);
  }

  batch(number: number): ReturnType<PublishLedger['batch']> {
    return this.#ledger.batch(this.publish.appId, this.publish.id, number);
  }

  tried(number: number): Promise<boolean> {
    return this.#ledger.tried(this.publish.appId, this.publish.id, number);
  }

  /** @throws Error when the ledger has forgotten it */
  async status(): Promise<PublishStatus> {
    return known(await this.#ledger.status(this.publish.appId, this.publish.id));
  }

  /** @throws Error when the ledger has forgotten it */
  async progress(): Promise<NonNullable<Awaited<ReturnType<PublishLedger['plan']>>>> {
    return known(await this.#ledger.plan(this.publish.appId, this.publish.id));
  }

  /** The numbers of the batches with something open. */
  async openBatches(): Promise<readonly number[]> {
    const { open } = await this.progress();
    return open.map(({ number }) => number);
  }
}

/** What a page of an audience gives: devices of one provider. */
export function reach(devices: readonly string[], provider: Provider = 'fcm'): PlanStep['reached'] {
  return devices.map((device) => ({ provider, key: keyOf(device) }));
}

export function keyOf(device: string): DeliveryKey {
  return `d:${device}`;
}

/** A delivery that came to its end with its attempt. */
export function ended(device: string, outcome: FinalOutcome): DeliveryResult {
  return { key: keyOf(device), attempted: true, outcome };
}

/** A delivery that was attempted at `at` and is to be attempted again. */
export function retried(device: string, at: number, notBeforeMs = at + 1_000): DeliveryResult {
  return { key: keyOf(device), attempted: true, outcome: 'retry', at, notBeforeMs };
}

export function deviceNames(count: number, prefix = 'device'): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

function known<Found>(found: Found | undefined): Found {
  if (found === undefined) throw new Error('The ledger does not know this publish');
  return found;
}
