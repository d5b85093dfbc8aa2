/** Asks a server for a sign of life. An error that only the server itself can give is one too. */
export type Ping = () => Promise<unknown>;

/** Whether one server answers, over one connection. */
export class Pulse {
  readonly #ping: Ping;
  readonly #onAnswer: () => void;
  #isAsked = false;
  #hasAnswered = false;
  #waitingSince: number | undefined;

  constructor(ping: Ping, onAnswer: () => void) {
    this.#ping = ping;
    this.#onAnswer = onAnswer;
  }

  /** Whether it has ever answered. */
  get hasAnswered(): boolean {
    return this.#hasAnswered;
  }

  /** How long the oldest unanswered question is waiting, in milliseconds. 0 when none is. */
  silence(now: number): number {
    return this.#waitingSince === undefined ? 0 : now - this.#waitingSince;
  }

  /** Begins to wait without asking: the handshake of a new connection is question enough. */
  expect(now: number): void {
    this.#waitingSince ??= now;
  }

  /** Asks, unless an earlier question is still open. */
  ask(now: number): void {
    this.expect(now);
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.#ping().then(
      () => this.#answered(),
      (error: unknown) => this.#failed(error),
    );
  }

  #answered(): void {
    this.#isAsked = false;
    this.#hasAnswered = true;
    this.#waitingSince = undefined;
    this.#onAnswer();
  }

  /** A failure leaves the question open: the next beat asks again. */
  #failed(error: unknown): void {
    if (error instanceof Error && error.message.startsWith('NOPERM')) this.#answered();
    else this.#isAsked = false;
  }
}
