import type { QueueObserver } from '../job-queue.js';
import { QueueAwayError } from '../queue-errors.js';

const AWAY =
  /Connection is closed|Command aborted|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|startup nodes|slots cache|sentinels are unreachable|CLUSTERDOWN|LOADING|READONLY|MASTERDOWN/;
const PAUSE = 1_000;

/**
 * Takes what BullMQ emits as 'error', which would end the process if nobody listened. That Redis is away is told
 * elsewhere; of the rest one error a second is told, as a refusal of Redis comes back at once.
 */
export class BullErrors {
  readonly #queue: string;
  readonly #observer: QueueObserver;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(queue: string, observer: QueueObserver) {
    this.#queue = queue;
    this.#observer = observer;
  }

  report(error: unknown): void {
    const text = textOf(error);
    if (error instanceof QueueAwayError || AWAY.test(text) || performance.now() - this.#toldAt < PAUSE)
      return;
    this.#toldAt = performance.now();
    // A new one: errors of ioredis carry the command, and with it what is queued.
    this.#observer.failed(this.#queue, new Error(text));
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts = error instanceof AggregateError ? error.errors.map(textOf) : [];
  const code = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  return [error.message, ...code, ...parts].filter((part) => part !== '').join(': ') || error.name;
}
