import { LocalIdempotencyStore } from '../../local/local-idempotency-store.js';
import {
  describeAdapter,
  describeCacheStore,
  describeChannelStore,
  describeIdempotencyStore,
  describeQuotaStore,
  describeUserStore,
  FakeClock,
  fakePassage,
  MemoryCluster,
} from '../index.js';

const clock = new FakeClock();
const passage = fakePassage(clock);
const grace = { frames: 0, webhooks: 0, drain: 0 };
const disposable: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };

describeChannelStore({
  name: 'MemoryChannelStore',
  nodes: 'several',
  canBeAway: true,
  passage,
  create(graces) {
    const cluster = new MemoryCluster({ clock, grace: graces });
    return {
      ...disposable,
      outage: () => cluster.outage(),
      addNode(host) {
        const { channels } = cluster.addNode().stores;
        void channels.start(host);
        return channels;
      },
    };
  },
});

describeUserStore({
  name: 'MemoryUserStore',
  nodes: 'several',
  create() {
    const cluster = new MemoryCluster({ clock, grace });
    return { ...disposable, addNode: () => cluster.addNode().stores.users };
  },
});

describeQuotaStore({
  name: 'MemoryQuotaStore',
  nodes: 'several',
  passage,
  create() {
    const cluster = new MemoryCluster({ clock, grace });
    return { ...disposable, addNode: () => cluster.addNode().stores.quotas };
  },
});

describeCacheStore({
  name: 'the cache of a MemoryCluster',
  nodes: 'several',
  passage,
  create(cacheLifetime) {
    const cluster = new MemoryCluster({ clock, grace, cacheLifetime });
    return { ...disposable, addNode: () => cluster.addNode().stores.cache };
  },
});

describeIdempotencyStore({
  name: 'a LocalIdempotencyStore that nodes share',
  nodes: 'several',
  passage,
  create(times) {
    const shared = new LocalIdempotencyStore({ ...times, clock, maxEntries: 1000, maxBytes: 1024 * 1024 });
    return { ...disposable, addNode: () => shared };
  },
});

describeAdapter({
  name: 'MemoryBus',
  nodes: 'several',
  passage,
  create() {
    const cluster = new MemoryCluster({ clock, grace });
    return {
      ...disposable,
      addNode(receiver) {
        const { adapter } = cluster.addNode();
        void adapter.start(receiver);
        return adapter;
      },
    };
  },
});
