import type { Clock, JobQueue } from '@shoal/queue';

export interface PressureLimits {
  /** Publishes, and batches of one provider, that may wait. */
  readonly maxPlans: number;
  readonly maxBatches: number;
  /** Milliseconds that the next one of a queue may have waited. 0: any. */
  readonly maxAge: number;
  /** Seconds that whoever is refused is told to wait. */
  readonly retryAfter: number;
}

export const defaultPressureLimits: PressureLimits = {
  ...{ maxPlans: 100_000, maxBatches: 100_000, maxAge: 60_000, retryAfter: 5 },
};

export interface QueuePressureParts {
  readonly plans: Pick<JobQueue<never>, 'depth'>;
  readonly dispatches: Readonly<Record<string, Pick<JobQueue<never>, 'depth'>>>;
  readonly limits?: Partial<PressureLimits>;
  readonly clock: Clock;
}

/** Port: whether the workers keep up. */
export interface BackPressure {
  /** @returns seconds to wait; undefined when there is room @throws QueueAwayError */
  retryAfter(): Promise<number | undefined>;
}

const KEPT_MS = 1_000;

/** Looks at the queues once a second at most. */
export class QueuePressure implements BackPressure {
  readonly #parts: QueuePressureParts;
  readonly #limits: PressureLimits;
  #known: Promise<boolean> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: QueuePressureParts) {
    this.#parts = parts;
    this.#limits = { ...defaultPressureLimits, ...parts.limits };
  }

  async retryAfter(): Promise<number | undefined> {
    const { clock } = this.#parts;
    if (this.#known === undefined || clock.now() >= this.#lookedAt + KEPT_MS) {
      this.#lookedAt = clock.now();
      this.#known = this.#look();
    }
    try {
      return (await this.#known) ? this.#limits.retryAfter : undefined;
    } catch (error) {
      // Whoever asks next looks again.
      this.#known = undefined;
      throw error;
    }
  }

  async #look(): Promise<boolean> {
    const { plans, dispatches } = this.#parts;
    const { maxPlans, maxBatches, maxAge } = this.#limits;
    const [plan, ...batches] = await Promise.all([
      plans.depth(),
      ...Object.values(dispatches).map((queue) => queue.depth()),
    ]);
    const isOld = ({ oldestAge }: { readonly oldestAge: number }): boolean =>
      maxAge > 0 && oldestAge > maxAge;
    return (
      plan.waiting > maxPlans ||
      isOld(plan) ||
      batches.some((queue) => queue.waiting > maxBatches || isOld(queue))
    );
  }
}
