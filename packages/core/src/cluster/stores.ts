import type { CacheStore } from './cache-store.js';
import type { ChannelStore } from './channel-store.js';
import type { QuotaStore } from './quota-store.js';
import type { UserStore } from './user-store.js';

/** The shared facts that a node works on. */
export interface Stores {
  readonly channels: ChannelStore;
  readonly users: UserStore;
  readonly quotas: QuotaStore;
  readonly cache: CacheStore;
}
