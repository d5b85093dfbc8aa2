import type { QueueObserver } from '@shoal/queue';
import { openConnection } from '@shoal/redis-adapter';
import type { Configuration, Logger } from '@shoal/runtime';
import { memoryWebhookStores, type OpenedStores, type WebhookObserver } from '@shoal/webhooks';

export interface OpenStoresParts {
  readonly configuration: Configuration;
  readonly observer: QueueObserver;
  readonly logger: Logger;
  /** Events that a queue in this process has lost. */
  readonly dropped: WebhookObserver['dropped'];
}

/** Where webhooks wait: in this process, or in the installation's Redis. */
export async function openStores({
  configuration,
  observer,
  logger,
  dropped,
}: OpenStoresParts): Promise<OpenedStores> {
  const { queue, redis, webhooks } = configuration;
  const { maxDeadLetters } = webhooks;
  if (queue.driver === 'memory' || redis === undefined) {
    const stores = memoryWebhookStores({ observer, maxDeadLetters, dropped });
    return { stores, close: () => stores.queue.close() };
  }
  // BullMQ is a third of what a server would load at its start, and most do without it.
  const { openRedisStores } = await import('@shoal/webhooks/redis');
  return openRedisStores({
    ...{ observer, maxDeadLetters },
    connection: openConnection(redis, { use: 'queue', log: logger }),
    prefix: redis.keyPrefix + queue.redisPrefix,
  });
}
