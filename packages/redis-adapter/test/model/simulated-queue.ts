import type { Clock } from '@shoal/core';
import type { WebhookBatch } from '../../src/outbox/webhook-batch.js';
import type { SeededRandom } from '../../src/testing/seeded-random.js';

/** When a mover dies: before its batch is safe, or after that and before it has heard so. */
export type DyingMoment = 'claimed' | 'safe';

/** What a queue does in bad weather: takes nothing; takes all and says that it did not; takes all and says so too late. */
export type QueueTrouble = 'refuses' | 'denies' | 'dawdles';

/** The node that passes a batch on. */
export interface QueueClient {
  readonly clock: Clock;
  readonly die: () => void;
}

const SLOWEST_MS = 60;
/** Longer than a claim. */
const DAWDLING_MS = 12_000;

/** Where batches are safe. */
export class SimulatedQueue {
  /** All that was ever safe here, in this order; what is passed on again comes again. */
  readonly batches: WebhookBatch[] = [];
  private readonly random: SeededRandom;
  private readonly now: () => number;
  private trap: DyingMoment | undefined;
  private trouble: { readonly kind: QueueTrouble; readonly until: number } | undefined;

  constructor(random: SeededRandom, now: () => number) {
    this.random = random;
    this.now = now;
  }

  /** The next node that passes a batch on dies. */
  setTrap(moment: DyingMoment): void {
    this.trap = moment;
  }

  /** From now on, for so many milliseconds. */
  upset(kind: QueueTrouble, milliseconds: number): void {
    this.trouble = { kind, until: this.now() + milliseconds };
  }

  /** From here on it serves everybody. */
  calm(): void {
    this.trap = undefined;
    this.trouble = undefined;
  }

  async passOn(batch: WebhookBatch, { clock, die }: QueueClient): Promise<void> {
    const pause = (milliseconds: number): Promise<void> =>
      new Promise((resolve) => {
        clock.after(milliseconds, resolve);
      });
    if (this.springs('claimed')) await neverAfter(die);
    await pause(this.random.between(0, SLOWEST_MS));
    const trouble = this.now() < (this.trouble?.until ?? 0) ? this.trouble?.kind : undefined;
    if (trouble !== 'refuses') this.batches.push(batch);
    if (trouble === 'refuses' || trouble === 'denies') throw new Error('The queue is away');
    if (this.springs('safe')) await neverAfter(die);
    await pause(trouble === 'dawdles' ? DAWDLING_MS : this.random.between(0, SLOWEST_MS));
  }

  private springs(moment: DyingMoment): boolean {
    if (this.trap !== moment) return false;
    this.trap = undefined;
    return true;
  }
}

/** Nothing follows in a process that is dead. */
function neverAfter(die: () => void): Promise<never> {
  die();
  return new Promise(() => {});
}
