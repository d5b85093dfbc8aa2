import { BullQueue, type BullQueueOptions, RedisDeadLetters, RedisLink } from '@shoal/queue/redis';
import type { Provider } from '../../model/provider.js';
import { dispatchQueue, type OpenedPushStores, PLAN_QUEUE, type PushStores } from '../push-stores.js';
import { RedisDeviceStore } from './devices/redis-device-store.js';
import { RedisCredentialStore } from './documents/redis-credential-store.js';
import { RedisTemplateStore } from './documents/redis-template-store.js';
import { RedisPublishLedger } from './ledger/redis-publish-ledger.js';
import { RedisQuotaStore } from './limits/redis-quota-store.js';
import { RedisRateStore } from './limits/redis-rate-store.js';
import { withFormat } from './stored-format.js';
import { decodeDeliveryLetter, decodeDispatchJob, decodePlanJob } from './stored-jobs.js';

export interface RedisPushStoresOptions
  extends Pick<BullQueueOptions<unknown>, 'connection' | 'observer' | 'patience'> {
  /** What all keys begin with, `shoal:push:` for instance. Without braces: hash tags are added. */
  readonly prefix: string;
  /** Dead letters of one app. 10,000 by default. */
  readonly maxDeadLetters?: number;
}

const MAX_DEAD_LETTERS = 10_000;

/** In Redis, for all servers and workers of an installation. */
export function redisPushStores(options: RedisPushStoresOptions): PushStores {
  const { prefix, maxDeadLetters = MAX_DEAD_LETTERS, observer, ...connection } = options;
  const scope = { link: new RedisLink(connection), prefix };
  const queueOf = (name: string) => ({ ...connection, observer, name, prefix: `${prefix}{${name}}` });
  const dispatchesTo = (provider: Provider) =>
    new BullQueue({ ...queueOf(dispatchQueue(provider)), decode: decodeDispatchJob, encode: withFormat });
  return {
    devices: new RedisDeviceStore(scope),
    ledger: new RedisPublishLedger(scope),
    credentials: new RedisCredentialStore(scope),
    templates: new RedisTemplateStore(scope),
    quotas: new RedisQuotaStore(scope),
    rates: new RedisRateStore(scope),
    plans: new BullQueue({ ...queueOf(PLAN_QUEUE), decode: decodePlanJob, encode: withFormat }),
    dispatches: {
      ...{ fcm: dispatchesTo('fcm'), apns: dispatchesTo('apns'), webPush: dispatchesTo('webPush') },
      ...{ hms: dispatchesTo('hms'), wns: dispatchesTo('wns') },
    },
    deadLetters: new RedisDeadLetters({
      ...{ ...connection, decode: decodeDeliveryLetter, encode: withFormat },
      ...{ keyPrefix: `${prefix}dead:`, maxPerGroup: maxDeadLetters },
    }),
  };
}

export interface OpenRedisStoresOptions extends Omit<RedisPushStoresOptions, 'connection'> {
  /** For nothing else: it ends with the stores. */
  readonly connection: AsyncDisposable & { readonly client: RedisPushStoresOptions['connection'] };
}

/** The same on a connection of their own. */
export function openRedisStores({ connection, ...options }: OpenRedisStoresOptions): OpenedPushStores {
  const stores = redisPushStores({ ...options, connection: connection.client });
  return {
    stores,
    async close() {
      const queues = [stores.plans, ...Object.values(stores.dispatches)];
      await Promise.all(queues.map((queue) => queue.close()));
      await connection[Symbol.asyncDispose]();
    },
  };
}
