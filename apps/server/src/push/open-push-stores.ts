import { memoryPushStores, type OpenedPushStores } from '@shoal/push';
import type { QueueObserver } from '@shoal/queue';
import { openConnection } from '@shoal/redis-adapter';
import type { Configuration, Logger } from '@shoal/runtime';

export interface OpenPushStoresParts {
  readonly configuration: Configuration;
  readonly observer: QueueObserver;
  readonly logger: Logger;
}

/** Of one app, as in Redis. */
const MAX_DEAD_LETTERS = 10_000;

/** Where pushes, devices and credentials are: in this process, or in the installation's Redis. */
export async function openPushStores({
  configuration,
  observer,
  logger,
}: OpenPushStoresParts): Promise<OpenedPushStores> {
  const { queue, redis } = configuration;
  if (queue.driver === 'memory' || redis === undefined) {
    const stores = memoryPushStores({ observer, maxDeadLetters: MAX_DEAD_LETTERS });
    const queues = [stores.plans, ...Object.values(stores.dispatches)];
    return { stores, close: async () => void (await Promise.all(queues.map((each) => each.close()))) };
  }
  const { openRedisStores } = await import('@shoal/push/redis');
  return openRedisStores({
    observer,
    connection: openConnection(redis, { use: 'queue', log: logger }),
    prefix: `${redis.keyPrefix}push:`,
  });
}
