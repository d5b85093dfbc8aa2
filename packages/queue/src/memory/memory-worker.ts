import type { Clock, Timer } from '../clock.js';
import type { JobHandler, JobResult, JobWorker } from '../job-queue.js';
import type { HeldJob } from './held-jobs.js';

export type Outcome<Data> = JobResult<Data> | { readonly kind: 'threw'; readonly error: unknown };

/** What a worker wants of its queue. */
export interface MemoryWorkerOptions<Data> {
  readonly handler: JobHandler<Data>;
  readonly concurrency: number;
  readonly clock: Clock;
  /** The next job that can run. */
  take(): HeldJob<Data> | undefined;
  /** It has run. @param milliseconds that the handler took */
  settle(job: HeldJob<Data>, outcome: Outcome<Data>, milliseconds: number): void;
  /** It has not ended in time. */
  giveBack(job: HeldJob<Data>): void;
  /** Takes no more jobs from now on. */
  closed(): void;
}

/** Runs jobs of a MemoryQueue. */
export class MemoryWorker<Data> implements JobWorker {
  readonly #options: MemoryWorkerOptions<Data>;
  readonly #running = new Set<HeldJob<Data>>();
  #closing: Promise<void> | undefined;
  #isOver = false;
  #onIdle: (() => void) | undefined;

  constructor(options: MemoryWorkerOptions<Data>) {
    this.#options = options;
  }

  /** Takes jobs while there is room. */
  pump(): void {
    while (!this.#isOver && this.#running.size < this.#options.concurrency) {
      const job = this.#options.take();
      if (job === undefined) return;
      void this.#run(job);
    }
  }

  close(milliseconds: number): Promise<void> {
    this.#closing ??= this.#close(milliseconds);
    return this.#closing;
  }

  async #close(milliseconds: number): Promise<void> {
    // Nobody else will ever run what waits in this process.
    if (this.#running.size > 0 && milliseconds > 0) await this.#whenIdle(milliseconds);
    this.#isOver = true;
    this.#options.closed();
    for (const job of this.#running) this.#options.giveBack(job);
    this.#running.clear();
  }

  async #whenIdle(milliseconds: number): Promise<void> {
    let timer: Timer | undefined;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      timer = this.#options.clock.after(milliseconds, resolve);
    });
    timer?.cancel();
  }

  async #run(job: HeldJob<Data>): Promise<void> {
    const { clock, settle } = this.#options;
    this.#running.add(job);
    const start = clock.now();
    const outcome = await this.#outcome(job);
    if (!this.#running.delete(job)) return;
    settle(job, outcome, clock.now() - start);
    this.pump();
    if (this.#running.size === 0) this.#onIdle?.();
  }

  async #outcome(job: HeldJob<Data>): Promise<Outcome<Data>> {
    const { id, data, addedAt } = job;
    try {
      // Whoever adds a job is not held up by the handler's first steps.
      await undefined;
      return await this.#options.handler({ id, data, addedAt }, () => this.#running.has(job));
    } catch (error) {
      return { kind: 'threw', error };
    }
  }
}
