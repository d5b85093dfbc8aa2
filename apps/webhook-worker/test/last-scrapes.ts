import { setTimeout as pause } from 'node:timers/promises';
import { type MetricsScrape, type ServerProcess, scrapeMetrics, type WorkerProcess } from '@shoal/testing';
import { addUp, type WebhookCounts } from './webhook-counts.js';

type Process = ServerProcess | WorkerProcess;

/** Milliseconds. */
const interval = 100;

/**
 * The latest scrapes of processes, as a Prometheus has them: those of a process that has ended are its last ones, made
 * while it drained. Use it with `await using`.
 */
export class LastScrapes implements AsyncDisposable {
  readonly #scrapes = new Map<Process, MetricsScrape>();
  readonly #watches: Promise<void>[] = [];
  #isOver = false;

  constructor(processes: readonly Process[] = []) {
    for (const process of processes) this.watch(process);
  }

  watch(process: Process): void {
    this.#watches.push(this.#watch(process));
  }

  /** @throws Error when there is none yet */
  of(process: Process): MetricsScrape {
    const scrape = this.#scrapes.get(process);
    if (scrape === undefined) throw new Error('It was not scraped yet');
    return scrape;
  }

  /** Of all processes that were ever watched. */
  counts(): WebhookCounts {
    return addUp([...this.#scrapes.values()]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#watches);
  }

  async #watch(process: Process): Promise<void> {
    while (!this.#isOver && process.exit === undefined) {
      const scrape = await scrapeMetrics(process).catch(() => undefined);
      if (scrape !== undefined) this.#scrapes.set(process, scrape);
      await pause(interval);
    }
  }
}
