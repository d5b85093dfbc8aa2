import { BullQueue, type BullQueueOptions, RedisDeadLetters, RedisLanes } from '@shoal/queue/redis';
import { decodeDeadLetter, decodeJob, decodeLaneEvent } from '../codec/decode.js';
import { type OpenedStores, WEBHOOK_QUEUE, type WebhookStores } from './webhook-stores.js';

export interface RedisWebhookStoresOptions
  extends Pick<BullQueueOptions<unknown>, 'connection' | 'observer' | 'patience'> {
  /** What all keys begin with, `shoal:queue:` for instance. Without braces: hash tags are added. */
  readonly prefix: string;
  /** Dead letters of one app. */
  readonly maxDeadLetters: number;
}

/** In Redis, for all servers and workers of an installation. */
export function redisWebhookStores({
  prefix,
  maxDeadLetters,
  observer,
  ...connection
}: RedisWebhookStoresOptions): WebhookStores {
  return {
    queue: new BullQueue({
      ...{ ...connection, observer, decode: decodeJob },
      name: WEBHOOK_QUEUE,
      prefix: `${prefix}{jobs}`,
    }),
    lanes: new RedisLanes({ ...connection, keyPrefix: `${prefix}lanes:`, decode: decodeLaneEvent }),
    deadLetters: new RedisDeadLetters({
      ...{ ...connection, decode: decodeDeadLetter },
      keyPrefix: `${prefix}dead:`,
      maxPerGroup: maxDeadLetters,
    }),
  };
}

export interface OpenRedisStoresOptions extends Omit<RedisWebhookStoresOptions, 'connection'> {
  /** For nothing else: it ends with the stores. */
  readonly connection: AsyncDisposable & { readonly client: RedisWebhookStoresOptions['connection'] };
}

/** The same on a connection of their own. */
export function openRedisStores({ connection, ...options }: OpenRedisStoresOptions): OpenedStores {
  const stores = redisWebhookStores({ ...options, connection: connection.client });
  return {
    stores,
    async close() {
      await stores.queue.close();
      await connection[Symbol.asyncDispose]();
    },
  };
}
