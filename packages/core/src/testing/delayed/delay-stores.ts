import type { Stores } from '../../cluster/stores.js';
import { DelayedCacheStore } from './delayed-cache-store.js';
import { DelayedChannelStore } from './delayed-channel-store.js';
import { DelayedQuotaStore } from './delayed-quota-store.js';
import { DelayedUserStore } from './delayed-user-store.js';
import type { ReplyQueue } from './reply-queue.js';

/** The stores as a node sees them over the network: whatever they answer waits in the queue. */
export function delayStores(stores: Stores, replies: ReplyQueue): Stores {
  return {
    channels: new DelayedChannelStore(stores.channels, replies),
    users: new DelayedUserStore(stores.users, replies),
    quotas: new DelayedQuotaStore(stores.quotas, replies),
    cache: new DelayedCacheStore(stores.cache, replies),
  };
}
