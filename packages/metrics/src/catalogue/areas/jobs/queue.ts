import { DELIVERY_SECONDS } from '../../buckets.js';
import type { Catalogue, Owner } from '../../metric-definition.js';

export const QUEUES = ['webhooks'] as const;
export const JOB_STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

const QUEUE = { known: QUEUES, expected: QUEUES, describedAs: `${QUEUES.join(', ')}, else \`other\`` };

/** Whoever runs jobs, be it a worker or a server whose queue is in its own memory. */
export const RUNNERS: readonly Owner[] = ['webhook-worker', 'server (queue in memory)'];

const SAME_EVERYWHERE =
  'Read at the scrape, and absent while the queue cannot be read. With the queue in Redis every server tells the same number: use max by (queue), not sum.';

export const queueMetrics = {
  queue_jobs_processed_total: {
    type: 'counter',
    labels: { queue: QUEUE },
    seed: 'seed1',
    owners: RUNNERS,
    help: 'Runs of jobs that came to their end, whatever it was: a job that runs again counts again, and whether a webhook was accepted is told by the metrics of webhooks.',
  },
  queue_jobs_failed_total: {
    type: 'counter',
    labels: { queue: QUEUE },
    seed: 'seed1',
    owners: RUNNERS,
    help: 'Runs of jobs that broke: an error of our own, or a job of another release. A webhook that its endpoint refuses is none.',
  },
  queue_job_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { queue: QUEUE },
    seed: 'seed1',
    owners: RUNNERS,
    buckets: DELIVERY_SECONDS,
    help: 'How long a run of a job took.',
  },
  queue_active_jobs: {
    type: 'gauge',
    labels: { queue: QUEUE },
    seed: 'seed1',
    owners: ['server'],
    help: `Jobs that wait now for a worker; not those that run, whatever the name says. ${SAME_EVERYWHERE}`,
  },
  queue_jobs: {
    type: 'gauge',
    labels: { queue: QUEUE, state: { values: JOB_STATES } },
    seed: 'seed2',
    owners: ['server'],
    help: `Jobs now. waiting: for a worker; active: running; delayed: for their next attempt; failed: dead letters. ${SAME_EVERYWHERE}`,
  },
  queue_oldest_job_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: { queue: QUEUE },
    seed: 'seed2',
    owners: ['server'],
    help: `Since the oldest job was added that waits for a worker; 0 when none does. ${SAME_EVERYWHERE}`,
  },
} as const satisfies Catalogue;
