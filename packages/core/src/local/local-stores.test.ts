import {
  describeAdapter,
  describeCacheStore,
  describeChannelStore,
  describeIdempotencyStore,
  describeQuotaStore,
  describeUserStore,
  FakeClock,
  fakePassage,
} from '../testing/index.js';
import { RecordIds } from '../webhook/record-ids.js';
import { LocalAdapter } from './local-adapter.js';
import { LocalCacheStore } from './local-cache-store.js';
import { LocalChannelStore } from './local-channel-store.js';
import { LocalIdempotencyStore } from './local-idempotency-store.js';
import { LocalQuotaStore } from './local-quota-store.js';
import { LocalUserStore } from './local-user-store.js';

const clock = new FakeClock();
const passage = fakePassage(clock);
const recordIds = new RecordIds();
const disposable: AsyncDisposable = { [Symbol.asyncDispose]: async () => {} };

describeChannelStore({
  name: 'LocalChannelStore',
  nodes: 'one',
  canBeAway: false,
  passage,
  create: (grace) => ({
    ...disposable,
    addNode(host) {
      const store = new LocalChannelStore({ clock, recordIds, grace });
      store.start(host);
      return store;
    },
  }),
});

describeUserStore({
  name: 'LocalUserStore',
  nodes: 'one',
  create: () => ({ ...disposable, addNode: () => new LocalUserStore() }),
});

describeQuotaStore({
  name: 'LocalQuotaStore',
  nodes: 'one',
  passage,
  create: () => ({ ...disposable, addNode: () => new LocalQuotaStore() }),
});

describeCacheStore({
  name: 'LocalCacheStore',
  nodes: 'one',
  passage,
  create: (lifetime) => ({
    ...disposable,
    addNode: () => new LocalCacheStore({ clock, lifetime, maxBytes: 1024 * 1024 }),
  }),
});

describeIdempotencyStore({
  name: 'LocalIdempotencyStore',
  nodes: 'one',
  passage,
  create: (times) => ({
    ...disposable,
    addNode: () => new LocalIdempotencyStore({ ...times, clock, maxEntries: 1000, maxBytes: 1024 * 1024 }),
  }),
});

describeAdapter({
  name: 'LocalAdapter',
  nodes: 'one',
  passage,
  create: () => ({ ...disposable, addNode: () => new LocalAdapter() }),
});
