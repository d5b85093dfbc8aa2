import { JOB_STATES } from '../catalogue/areas/jobs/queue.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import { LatestReading } from './latest-reading.js';
import type { PushSources } from './push-gauges.js';
import { stageOf } from './push-words.js';

/** What is in a queue now. */
export interface QueueReading {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  /** Dead letters. */
  readonly failed: number;
  /** Milliseconds since the oldest job that waits was added; 0 when none waits. */
  readonly oldestAge: number;
}

/** A queue whose depth is told. */
export interface QueueSource {
  readonly name: string;
  /** Asked at a scrape, at most once a second. May reject; undefined means that nobody knows. */
  read(): Promise<QueueReading | undefined>;
}

/** What is known of jobs that have not run. */
export interface BacklogSources {
  readonly queues: readonly QueueSource[];
  /**
   * Milliseconds since the oldest event happened that this process has not put into the queue yet; 0 when there is
   * none. Cheap.
   */
  oldestPendingWebhook(): number;
  /** Absent: nothing is told of devices and scheduled publishes. */
  readonly push?: PushSources;
}

type ServerRegistry = MetricsRegistry<ServerCatalogue>;

/** Reads depths and ages at each scrape. Only servers do, so that they are told while every worker is dead. */
export function readBacklog(registry: ServerRegistry, sources: BacklogSources): void {
  const queues = sources.queues.map((queue) => ({
    name: queue.name,
    reading: new LatestReading(() => queue.read()),
  }));
  const tellDepths = depthGauges(registry);
  const webhookAge = registry.gauge('webhook_oldest_age_seconds').of({});
  registry.readBeforeScrape(async () => {
    const known = await Promise.all(
      queues.map(async ({ name, reading }) => [name, await reading.get()] as const),
    );
    tellDepths(known);
    const inQueue = known.find(([name]) => name === 'webhooks')?.[1]?.oldestAge;
    webhookAge.value = oldestOf(sources.oldestPendingWebhook(), inQueue) / 1000;
  });
}

/** Nothing pending here says nothing while the queue cannot be read: an alert must not end then. */
function oldestOf(pending: number, inQueue: number | undefined): number {
  if (inQueue !== undefined) return Math.max(pending, inQueue);
  return pending > 0 ? pending : Number.NaN;
}

type Known = readonly (readonly [queue: string, reading: QueueReading | undefined])[];

function depthGauges(registry: ServerRegistry): (known: Known) => void {
  const waiting = registry.gauge('queue_active_jobs');
  const jobs = registry.gauge('queue_jobs');
  const ages = registry.gauge('queue_oldest_job_age_seconds');
  const pushAges = registry.gauge('push_queue_oldest_age_seconds');
  return (known) => {
    // All queues are kept in one place, which can be read or cannot.
    const isUnknown = known.some(([, reading]) => reading === undefined);
    for (const family of [waiting, jobs, ages, pushAges]) family.isHidden = isUnknown;
    for (const [queue, reading] of known) {
      if (reading === undefined) continue;
      waiting.of({ queue }).value = reading.waiting;
      ages.of({ queue }).value = reading.oldestAge / 1000;
      for (const state of JOB_STATES) jobs.of({ queue, state }).value = reading[state];
      const stage = stageOf(queue);
      if (stage !== undefined) pushAges.of({ stage }).value = reading.oldestAge / 1000;
    }
  };
}
