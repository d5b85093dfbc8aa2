import type { Logger } from '../logging/logger.js';
import type { Health } from './health.js';

/** What is told of a job queue. */
export interface QueueEvents {
  /** @param seconds that the job took */
  processed(queue: string, seconds: number): void;
  failed(queue: string, error: unknown): void;
  reachable(queue: string, isReachable: boolean): void;
}

export interface ObserveQueueParts {
  readonly metrics: Pick<QueueEvents, 'processed' | 'failed'>;
  readonly health: Health;
  readonly logger: Logger;
}

/** Tells metrics, health and log of a job queue: a process whose queue is away is degraded. */
export function observeQueue({ metrics, health, logger }: ObserveQueueParts): QueueEvents {
  const away = new Set<string>();
  return {
    processed: (queue, seconds) => metrics.processed(queue, seconds),
    failed(queue, error) {
      metrics.failed(queue, error);
      logger.error('job failed, it runs again', { queue, error });
    },
    reachable(queue, isReachable) {
      if (isReachable) {
        health.recover('queue', queue);
        if (away.delete(queue)) logger.info('queue is back', { queue });
      } else {
        health.degrade('queue', queue);
        if (!away.has(queue)) logger.warn('queue cannot be reached', { queue });
        away.add(queue);
      }
    },
  };
}
