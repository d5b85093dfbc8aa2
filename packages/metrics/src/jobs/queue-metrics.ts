import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';

export interface JobRunner {
  /** Whether this process runs jobs. A process that does not has no numbers of it. */
  readonly runsJobs: boolean;
}

function familiesOf(registry: MetricsRegistry<ServerCatalogue>) {
  return {
    processed: registry.counter('queue_jobs_processed_total'),
    failed: registry.counter('queue_jobs_failed_total'),
    durations: registry.histogram('queue_job_duration_seconds'),
  };
}

/** Hears what becomes of jobs; has the shape of the queue's observer, without importing it. */
export class QueueMetrics {
  readonly #families: ReturnType<typeof familiesOf> | undefined;

  constructor(registry: MetricsRegistry<ServerCatalogue>, { runsJobs }: JobRunner) {
    this.#families = runsJobs ? familiesOf(registry) : undefined;
  }

  processed(queue: string, seconds: number): void {
    this.#families?.processed.add({ queue });
    this.#families?.durations.observe({ queue }, seconds);
  }

  failed(queue: string): void {
    this.#families?.failed.add({ queue });
  }

  /** For health, which the gauge `degraded` reads. */
  reachable(): void {}
}
