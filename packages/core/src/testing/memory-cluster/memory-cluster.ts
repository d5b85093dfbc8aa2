import type { Adapter } from '../../cluster/adapter.js';
import type { Stores } from '../../cluster/stores.js';
import { LocalCacheStore } from '../../local/local-cache-store.js';
import { type Grace, LocalChannelStore } from '../../local/local-channel-store.js';
import { LocalUserStore } from '../../local/local-user-store.js';
import { RecordIds } from '../../webhook/record-ids.js';
import type { FakeClock } from '../fake-clock.js';
import { type Carry, MemoryBus } from './memory-bus.js';
import { MemoryChannelStore } from './memory-channel-store.js';
import { MemoryChannels } from './memory-channels.js';
import { MemoryQuotaStore, type QuotaParts } from './memory-quota-store.js';
import { MemoryUserStore, type UserParts } from './memory-user-store.js';

export interface MemoryClusterOptions {
  readonly clock: FakeClock;
  readonly grace: Grace;
  /** Milliseconds that a cached event stays. */
  readonly cacheLifetime?: number;
  /** How the bus carries; at once unless given. */
  readonly carry?: Carry;
}

/** Several nodes' shared facts and their bus, in the memory of one process. For tests: it is exact, not durable. */
export class MemoryCluster {
  readonly bus: MemoryBus;
  private readonly channels: MemoryChannels;
  private readonly channelStores: MemoryChannelStore[] = [];
  private readonly users = new LocalUserStore();
  private readonly userParts: UserParts = new Map();
  private readonly quotaParts: QuotaParts = new Map();
  private readonly cache: LocalCacheStore;

  constructor({ clock, grace, cacheLifetime = 1_800_000, carry }: MemoryClusterOptions) {
    this.bus = new MemoryBus(carry);
    this.channels = new MemoryChannels(new LocalChannelStore({ clock, grace, recordIds: new RecordIds() }));
    this.cache = new LocalCacheStore({ clock, lifetime: cacheLifetime, maxBytes: 1024 * 1024 });
  }

  /** What one more node is made of. */
  addNode(): { stores: Stores; adapter: Adapter } {
    const channels = new MemoryChannelStore(this.channels);
    this.channelStores.push(channels);
    const stores = {
      channels,
      users: new MemoryUserStore(this.users, this.userParts),
      quotas: new MemoryQuotaStore(this.quotaParts),
      cache: this.cache,
    };
    return { stores, adapter: this.bus.addNode() };
  }

  /** The channels are away until the returned object is disposed of. */
  outage(): AsyncDisposable {
    this.channels.isAway = true;
    return {
      [Symbol.asyncDispose]: async () => {
        this.channels.isAway = false;
        for (const store of this.channelStores) store.resume();
      },
    };
  }
}
