import { FakeClock } from '@shoal/queue/testing';
import { RedisPublishLedger } from '../../src/store/redis/ledger/redis-publish-ledger.js';
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
])('on %s', (name, placeOf) => {
  describePublishLedger({
    name: `RedisPublishLedger on ${name}`,
    runs: 20,
    create: async () => {
      const scope = openScope(placeOf().client);
      const clock = new FakeClock();
      return { ...scope, clock, ledger: new RedisPublishLedger({ ...scope, clock }) };
    },
  });
});
