import type { Clock } from '@shoal/core';

export interface FailureLogOptions {
  readonly clock: Clock;
  readonly log: { warn(message: string, fields: Readonly<Record<string, unknown>>): void };
}

const REPEAT_AFTER_MS = 30_000;

/** Says that batches could not be passed on: the first time, then at most every 30 s, with how often it happened. */
export class FailureLog {
  private readonly options: FailureLogOptions;
  private loggedAt = Number.NEGATIVE_INFINITY;
  private repeats = 0;

  constructor(options: FailureLogOptions) {
    this.options = options;
  }

  report(error: unknown): void {
    const { clock, log } = this.options;
    if (clock.now() - this.loggedAt < REPEAT_AFTER_MS) {
      this.repeats += 1;
      return;
    }
    const text = error instanceof Error ? error.message : String(error);
    log.warn('webhooks not passed on; they wait in Redis', { error: text, repeats: this.repeats });
    this.loggedAt = clock.now();
    this.repeats = 0;
  }
}
