import { FakeClock } from '@shoal/queue/testing';
import { RedisDeviceStore } from '../../src/store/redis/devices/redis-device-store.js';
import { RedisCredentialStore } from '../../src/store/redis/documents/redis-credential-store.js';
import { RedisTemplateStore } from '../../src/store/redis/documents/redis-template-store.js';
import { RedisPublishLedger } from '../../src/store/redis/ledger/redis-publish-ledger.js';
import { RedisQuotaStore } from '../../src/store/redis/limits/redis-quota-store.js';
import { RedisRateStore } from '../../src/store/redis/limits/redis-rate-store.js';
import { describeCredentialStore } from '../../src/testing/conformance/describe-credential-store.js';
import { describeQuotaStore } from '../../src/testing/conformance/describe-quota-store.js';
import { describeRateStore } from '../../src/testing/conformance/describe-rate-store.js';
import { describeTemplateStore } from '../../src/testing/conformance/describe-template-store.js';
import { describeDeviceStore } from '../../src/testing/conformance/device-store/describe-device-store.js';
import { describePublishLedger } from '../../src/testing/conformance/publish-ledger/describe-publish-ledger.js';
import { openScope, type RedisPlace, startCluster, startSingle } from './redis-places.js';

let single: RedisPlace;
let cluster: RedisPlace;

beforeAll(async () => {
  [single, cluster] = await Promise.all([startSingle(), startCluster()]);
}, 60_000);

afterAll(async () => {
  await single[Symbol.asyncDispose]();
  await cluster[Symbol.asyncDispose]();
});

describe.each([
  ['one Redis', () => single],
  ['a Cluster', () => cluster],
])('on %s', (place, placeOf) => {
  const open = () => openScope(placeOf().client);

  describeDeviceStore({
    name: `RedisDeviceStore on ${place}`,
    create: async () => {
      const scope = open();
      return { ...scope, devices: new RedisDeviceStore(scope) };
    },
  });

  describePublishLedger({
    name: `RedisPublishLedger on ${place}`,
    runs: 20,
    create: async () => {
      const [scope, clock] = [open(), new FakeClock()];
      return { ...scope, clock, ledger: new RedisPublishLedger({ ...scope, clock }) };
    },
  });

  describeCredentialStore({
    name: `RedisCredentialStore on ${place}`,
    create: async () => {
      const scope = open();
      return { ...scope, credentials: new RedisCredentialStore(scope) };
    },
  });

  describeTemplateStore({
    name: `RedisTemplateStore on ${place}`,
    create: async () => {
      const scope = open();
      return { ...scope, templates: new RedisTemplateStore(scope) };
    },
  });

  describeQuotaStore({
    name: `RedisQuotaStore on ${place}`,
    create: async () => {
      const [scope, clock] = [open(), new FakeClock()];
      return { ...scope, clock, quotas: new RedisQuotaStore({ ...scope, clock }) };
    },
  });

  describeRateStore({
    name: `RedisRateStore on ${place}`,
    create: async () => {
      const [scope, clock] = [open(), new FakeClock()];
      return { ...scope, clock, rates: new RedisRateStore({ ...scope, clock }) };
    },
  });
});
