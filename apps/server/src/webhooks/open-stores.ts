import type { QueueObserver } from '@shoal/queue';
import { openConnection } from '@shoal/redis-adapter';
import type { Configuration, Logger } from '@shoal/runtime';
import { memoryWebhookStores, redisWebhookStores, type WebhookStores } from '@shoal/webhooks';

export interface OpenStoresParts {
  readonly configuration: Configuration;
  readonly observer: QueueObserver;
  readonly logger: Logger;
}

export interface OpenedStores {
  readonly stores: WebhookStores;
  close(): Promise<void>;
}

/** Where webhooks wait: in this process, or in the installation's Redis. */
export function openStores({ configuration, observer, logger }: OpenStoresParts): OpenedStores {
  const { queue, redis, webhooks } = configuration;
  const { maxDeadLetters } = webhooks;
  if (queue.driver === 'memory' || redis === undefined) {
    const stores = memoryWebhookStores({ observer, maxDeadLetters });
    return { stores, close: () => stores.queue.close() };
  }
  const connection = openConnection(redis, { use: 'queue', log: logger });
  const stores = redisWebhookStores({
    ...{ observer, maxDeadLetters },
    connection: connection.client,
    prefix: redis.keyPrefix + queue.redisPrefix,
  });
  return {
    stores,
    async close() {
      await stores.queue.close();
      await connection[Symbol.asyncDispose]();
    },
  };
}
