import { memoryPushStores, type OpenedPushStores } from '@shoal/push';
import type { QueueObserver } from '@shoal/queue';
import { openConnection } from '@shoal/redis-adapter';
import type { Configuration, Logger } from '@shoal/runtime';

export interface OpenPushStoresParts {
  readonly configuration: Configuration;
  readonly observer: QueueObserver;
  readonly logger: Logger;
}

/** Where pushes, devices and credentials are: in this process, or in the installation's Redis. */
export async function openPushStores({
  configuration,
  observer,
  logger,
}: OpenPushStoresParts): Promise<OpenedPushStores> {
  const { queue, redis, webhooks } = configuration;
  const { maxDeadLetters } = webhooks;
  if (queue.driver === 'memory' || redis === undefined) {
    const stores = memoryPushStores({ observer, maxDeadLetters });
    const queues = [stores.plans, ...Object.values(stores.dispatches)];
    return { stores, close: async () => void (await Promise.all(queues.map((each) => each.close()))) };
  }
  const { openRedisStores } = await import('@shoal/push/redis');
  return openRedisStores({
    ...{ observer, maxDeadLetters },
    connection: openConnection(redis, { use: 'queue', log: logger }),
    prefix: `${redis.keyPrefix}${queue.redisPrefix}push:`,
  });
}
