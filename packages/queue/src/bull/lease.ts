/** What a lease is read off. */
export interface LeaseClock {
  now(): number;
  wall(): number;
}

interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

/**
 * How long a job is still this worker's. Time counts from when the last renewal was sent, not from its answer. Of the
 * monotonic clock and the wall clock the faster one counts: one stands still while a machine sleeps, the other is set.
 */
export class Lease {
  readonly #clock: LeaseClock;
  readonly #length: number;
  #since: Moment;
  #isOver = false;

  /** @param length milliseconds @param age milliseconds since Redis gave the job to this worker, at most */
  constructor(clock: LeaseClock, { length, age }: { readonly length: number; readonly age: number }) {
    this.#clock = clock;
    this.#length = length;
    this.#since = { monotonic: clock.now() - Math.max(0, age), wall: clock.wall() - Math.max(0, age) };
  }

  get isValid(): boolean {
    if (this.#isOver) return false;
    const { monotonic, wall } = this.#since;
    return Math.max(this.#clock.now() - monotonic, this.#clock.wall() - wall) < this.#length;
  }

  /** Call it before the renewal is sent, and what it returns when Redis has agreed. */
  prepareRenewal(): () => void {
    const since = { monotonic: this.#clock.now(), wall: this.#clock.wall() };
    return () => {
      this.#since = since;
    };
  }

  /** The job is somebody else's, or nobody's. */
  end(): void {
    this.#isOver = true;
  }
}
