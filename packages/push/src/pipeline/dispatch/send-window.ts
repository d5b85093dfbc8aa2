import type { Clock } from '@shoal/queue';

/** How long a send may take: see `PushProvider`. */
const LONGEST_SEND_MS = 10_000;

/** In which sends may begin. A process that closes leaves some of its time to those that are under way. */
export class SendWindow {
  readonly #clock: Pick<Clock, 'now'>;
  /** Monotonic milliseconds. */
  #closesAt = Number.POSITIVE_INFINITY;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  get isOpen(): boolean {
    return this.#clock.now() < this.#closesAt;
  }

  /** Everything ends in so many milliseconds: the last half of them, at most what a send may take, begins nothing. */
  close(milliseconds: number): void {
    this.#closesAt = this.#clock.now() + milliseconds - Math.min(milliseconds / 2, LONGEST_SEND_MS);
  }
}
