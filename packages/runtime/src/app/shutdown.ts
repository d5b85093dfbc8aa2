import type { EventEmitter } from 'node:events';
import type { Logger } from '../logging/logger.js';

/**
 * Why the process ends: SIGTERM, SIGINT (somebody at a terminal, so no load balancer needs time), or a fault, which
 * wants only the most necessary done.
 */
export type ShutdownReason = 'signal' | 'interrupt' | 'crash' | 'failed start';

export interface CloseContext {
  readonly reason: ShutdownReason;
  /** Aborted when the deadline has passed. */
  readonly deadline: AbortSignal;
}

export type CloseStep = (context: CloseContext) => void | Promise<void>;

export interface ShutdownOptions {
  readonly logger: Logger;
  /** Time that all steps have together, in milliseconds. */
  readonly deadlineMs: number;
  /** The same after a crash. Default: 3 seconds, at most `deadlineMs`. */
  readonly crashDeadlineMs?: number;
  /** Where signals and uncaught errors come from. Default: this process. */
  readonly process?: EventEmitter;
  /** Ends the process. Default: `process.exit`. */
  readonly exit?: (code: number) => void;
}

const SIGNAL_NUMBERS = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Closes what the process has opened, in reverse order, and ends the process.
 *
 * SIGTERM and SIGINT start it (exit code 0, or 1 when a step failed or the deadline passed); a second signal ends
 * the process at once (128 + the signal's number). An uncaught error ends it too, with code 1: nobody knows what
 * state it left behind.
 */
export class Shutdown {
  readonly #options: ShutdownOptions;
  readonly #steps: { readonly name: string; readonly close: CloseStep }[] = [];
  #running: Promise<number> | undefined;

  constructor(options: ShutdownOptions) {
    this.#options = options;
  }

  get started(): boolean {
    return this.#running !== undefined;
  }

  /** Registers how to close what has just been opened. What is registered last is closed first. */
  register(name: string, close: CloseStep): void {
    this.#steps.push({ name, close });
  }

  /** Starts to listen for signals and uncaught errors. Gives a function that stops it. */
  listen(): () => void {
    const source = this.#options.process ?? process;
    const onSignal = (signal: keyof typeof SIGNAL_NUMBERS) => this.#receiveSignal(signal);
    const onCrash = (error: unknown) => this.#receiveCrash(error);
    const listeners = [
      ['SIGTERM', onSignal],
      ['SIGINT', onSignal],
      ['uncaughtException', onCrash],
      ['unhandledRejection', onCrash],
    ] as const;
    for (const [event, listener] of listeners) source.on(event, listener);
    return () => {
      for (const [event, listener] of listeners) source.off(event, listener);
    };
  }

  /** Runs every step, once, and gives the exit code. Later calls wait for the same run. Never rejects. */
  run(reason: ShutdownReason): Promise<number> {
    this.#running ??= this.#close(reason);
    return this.#running;
  }

  #receiveSignal(signal: keyof typeof SIGNAL_NUMBERS): void {
    const { logger } = this.#options;
    if (this.started) {
      logger.warn('second signal, exiting at once', { signal });
      this.#exit(128 + SIGNAL_NUMBERS[signal]);
      return;
    }
    logger.info('shutdown started', { signal });
    void this.run(signal === 'SIGINT' ? 'interrupt' : 'signal').then((code) => this.#exit(code));
  }

  #receiveCrash(error: unknown): void {
    const { logger } = this.#options;
    logger.error('uncaught error, the process ends', { error });
    if (this.started) {
      this.#exit(1);
      return;
    }
    void this.run('crash').then(() => this.#exit(1));
  }

  #exit(code: number): void {
    (this.#options.exit ?? process.exit)(code);
  }

  async #close(reason: ShutdownReason): Promise<number> {
    const { logger, deadlineMs, crashDeadlineMs = 3_000 } = this.#options;
    const deadline = new Deadline(reason === 'crash' ? Math.min(crashDeadlineMs, deadlineMs) : deadlineMs);
    let code = reason === 'signal' || reason === 'interrupt' ? 0 : 1;
    for (const { name, close } of [...this.#steps].reverse()) {
      try {
        await deadline.race(async () => close({ reason, deadline: deadline.signal }));
      } catch (error) {
        code = 1;
        logger.error(deadline.passed ? 'shutdown deadline passed' : 'shutdown step failed', {
          step: name,
          error,
        });
        if (deadline.passed) break;
      }
    }
    deadline.cancel();
    return code;
  }
}

/** A point in time after which nothing is waited for. */
class Deadline {
  readonly #controller = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #expired: Promise<never>;

  constructor(ms: number) {
    this.#timer = setTimeout(() => this.#controller.abort(), ms);
    this.#expired = new Promise((_, reject) => {
      this.signal.addEventListener('abort', () => reject(new Error(`not done within ${ms} ms`)));
    });
    // Without a step to wait for, nobody is there to take the rejection.
    this.#expired.catch(() => undefined);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  get passed(): boolean {
    return this.signal.aborted;
  }

  race(work: () => Promise<void>): Promise<void> {
    return Promise.race([work(), this.#expired]);
  }

  cancel(): void {
    clearTimeout(this.#timer);
  }
}
