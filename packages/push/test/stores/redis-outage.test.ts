import { QueueAwayError } from '@shoal/queue';
import { eventually } from '@shoal/testing';
import { tokenHash } from '../../src/model/recipient.js';
import { RedisDeviceStore } from '../../src/store/redis/devices/redis-device-store.js';
import { RedisCredentialStore } from '../../src/store/redis/documents/redis-credential-store.js';
import { RedisTemplateStore } from '../../src/store/redis/documents/redis-template-store.js';
import { RedisPublishLedger } from '../../src/store/redis/ledger/redis-publish-ledger.js';
import { RedisQuotaStore } from '../../src/store/redis/limits/redis-quota-store.js';
import { RedisRateStore } from '../../src/store/redis/limits/redis-rate-store.js';
import { walkPages } from '../../src/testing/conformance/walk-pages.js';
import { samplePublish, sampleRegistration } from '../../src/testing/samples.js';
import { openScope, startSingle } from './redis-places.js';

let place: Awaited<ReturnType<typeof startSingle>>;

beforeAll(async () => {
  place = await startSingle();
});

afterAll(() => place[Symbol.asyncDispose]());

const keepMs = 3_600_000;
const device = (id: string) => ({
  ...{ appId: 'app', registration: sampleRegistration(id), identityDigest: 'digest', isRotation: false },
});
const wholePlan = (ids: readonly string[]) => ({
  ...{ from: { target: 0 }, to: undefined, isDeduplicated: true },
  reached: ids.map((id) => ({ provider: 'fcm' as const, key: `d:${id}` as const })),
});

function openStores() {
  const scope = openScope(place.client, 300);
  return {
    ledger: new RedisPublishLedger(scope),
    devices: new RedisDeviceStore(scope),
    credentials: new RedisCredentialStore(scope),
    templates: new RedisTemplateStore(scope),
    quotas: new RedisQuotaStore(scope),
    rates: new RedisRateStore(scope),
    [Symbol.asyncDispose]: () => scope[Symbol.asyncDispose](),
  };
}

/** What a caller does: the same again, until it is answered. */
function insist<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const attempt = (): void => {
      ask().then(resolve, (error) =>
        error instanceof QueueAwayError ? setTimeout(attempt, 20) : reject(error),
      );
    };
    attempt();
  });
}

/** Kills Redis as soon as `isUnderWay`, and starts it again. */
async function interrupt(isUnderWay: () => boolean): Promise<void> {
  await eventually(isUnderWay, { everyMs: 1 });
  await place.redis.server.kill();
  await place.redis.server.restart();
}

test('while Redis is away every store says so, and nothing has happened afterwards', async () => {
  await using stores = openStores();
  const { ledger, devices, credentials, templates, quotas, rates } = stores;
  const page = { limit: 5 };
  const report = { deviceId: 'a', tokenHash: 'x', at: 1 };
  await ledger.create(samplePublish('before'), { keepMs });
  await place.redis.server.kill();
  const calls: (() => Promise<unknown>)[] = [
    () => ledger.create(samplePublish('during'), { keepMs }),
    () => ledger.find('app', 'before'),
    () => ledger.status('app', 'before'),
    () => ledger.plan('app', 'before'),
    () => ledger.commit('app', 'before', wholePlan(['a'])),
    () => ledger.stop('app', 'before', { state: 'cancelled', reason: 'x' }),
    () => ledger.batch('app', 'before', 0),
    () => ledger.record('app', 'before', 0, []),
    () => ledger.tried('app', 'before', 0),
    () => ledger.told('app', 'before', 'failed'),
    () => ledger.unreached('app', 'before', { from: { target: 0 }, keys: [] }),
    () => ledger.report('app', 'before', { provider: 'fcm', outcome: 'accepted', occurredAtMs: 1 }),
    () => ledger.reports('app', 'before'),
    () => ledger.planning('app'),
    () => ledger.scheduled('app', page),
    () => ledger.stalled(1, 1),
    () => ledger.touched('app', 'before', 1),
    () => devices.register(device('a')),
    () => devices.find('app', 'a'),
    () => devices.list('app', page),
    () => devices.remove('app', 'a'),
    () => devices.subscribe('app', 'news', 'a'),
    () => devices.unsubscribe('app', { channel: 'news' }),
    () => devices.subscriptions('app', { ...page, channel: 'news' }),
    () => devices.channels('app', page),
    () => devices.audience({ appId: 'app', type: 'channel', channel: 'news', ...page }),
    () => devices.audienceSize({ appId: 'app', type: 'channel', channel: 'news', ...page }),
    () => devices.reachable('app', ['a']),
    () => devices.succeeded('app', report),
    () => devices.failed('app', { ...report, reason: 'x', threshold: 1 }),
    () => devices.invalidate('app', report),
    () => devices.counts('app'),
    () => credentials.put('app', { credentialId: 'a', provider: 'fcm', version: 1, sealed: 'x' }),
    () => credentials.current('app', 'fcm'),
    () => templates.put('app', { templateId: 'a', defaultLocale: 'en', locales: {} }),
    () => templates.find('app', 'a'),
    () => quotas.take('app', 'fcm', { wanted: 1, limit: 1, token: 'a' }),
    () => quotas.settle('app', 'fcm', { token: 'a', used: 0 }),
    () => quotas.used('app', 'fcm'),
    () => rates.take('app', 'publishes', { capacity: 1, refillPerSecond: 1, tokens: 1 }),
  ];
  try {
    const settled = await Promise.allSettled(calls.map((call) => call()));
    const errors = settled.map((each) => (each.status === 'rejected' ? each.reason : each));
    expect(errors).toEqual(calls.map(() => expect.any(QueueAwayError)));
  } finally {
    await place.redis.server.restart();
  }
  expect(await insist(() => ledger.status('app', 'during'))).toBeUndefined();
  expect((await ledger.status('app', 'before'))?.state).toBe('queued');
  expect(await devices.find('app', 'a')).toBeUndefined();
  expect(await quotas.used('app', 'fcm')).toBe(0);
});

test('results are counted once each, although Redis was killed while they were recorded', async () => {
  await using stores = openStores();
  const { ledger } = stores;
  const ids = Array.from({ length: 5_000 }, (_, index) => `device-${index}`);
  await ledger.create(samplePublish('pub_1'), { keepMs });
  await ledger.commit('app', 'pub_1', wholePlan(ids));
  const { open = [] } = (await ledger.plan('app', 'pub_1')) ?? {};
  let answers = 0;
  const recorders = open.map(async ({ number }) => {
    const { deliveries = [] } = (await insist(() => ledger.batch('app', 'pub_1', number))) ?? {};
    for (const { key } of deliveries) {
      const result = { key, attempted: true, outcome: 'succeeded' } as const;
      await insist(() => ledger.record('app', 'pub_1', number, [result]));
      answers += 1;
    }
  });
  await interrupt(() => answers > 500);
  expect(answers).toBeLessThan(5_000);
  await Promise.all(recorders);
  expect(await ledger.status('app', 'pub_1')).toMatchObject({
    ...{ state: 'succeeded', endedAtMs: expect.any(Number) },
    counters: { planned: 5_000, succeeded: 5_000, dispatched: 5_000 },
  });
}, 60_000);

test('publishes are whole and in their lists, although Redis was killed while they were created', async () => {
  await using stores = openStores();
  const { ledger } = stores;
  const ids = Array.from({ length: 1_000 }, (_, index) => `pub_${index}`);
  const at = Date.now();
  let answers = 0;
  const creators = Array.from({ length: 20 }, async (_, creator) => {
    for (const id of ids.slice(creator * 50, creator * 50 + 50)) {
      const publish = samplePublish(id, { acceptedAtMs: at, notBeforeMs: at + 60_000 });
      await insist(() => ledger.create(publish, { keepMs }));
      answers += 1;
    }
  });
  await interrupt(() => answers > 100);
  expect(answers).toBeLessThan(1_000);
  await Promise.all(creators);
  const scheduled = await walkPages((query) => ledger.scheduled('app', query), 100);
  expect(scheduled.map(({ publishId }) => publishId)).toEqual([...ids].sort());
  expect(await ledger.stalled(at + 120_000, 2_000)).toHaveLength(1_000);
  expect(await ledger.find('app', 'pub_999')).toMatchObject({ id: 'pub_999' });
}, 60_000);

test('devices and their lists agree, although Redis was killed while they came and went', async () => {
  await using stores = openStores();
  const { devices } = stores;
  let answers = 0;
  const owners = Array.from({ length: 20 }, async (_, owner) => {
    for (let index = 0; index < 30; index += 1) {
      const id = `device-${owner}-${index}`;
      await insist(() => devices.register(device(id)));
      await insist(() => devices.subscribe('app', 'news', id));
      const report = { deviceId: id, tokenHash: tokenHash(sampleRegistration(id).recipient) };
      if (index % 3 === 0) await insist(() => devices.invalidate('app', report));
      answers += 1;
    }
  });
  await interrupt(() => answers > 60);
  expect(answers).toBeLessThan(600);
  await Promise.all(owners);
  const listed = await walkPages((query) => devices.list('app', query), 100);
  expect(listed).toHaveLength(400);
  const audience = { appId: 'app', type: 'channel', channel: 'news' } as const;
  const reached = await walkPages((query) => devices.audience({ ...audience, ...query }), 100);
  expect(reached.map(({ deviceId }) => deviceId)).toEqual(listed.map(({ id }) => id));
  expect(await devices.counts('app')).toEqual({ ACTIVE: 400, FAILING: 0, FAILED: 0 });
}, 60_000);

test('an allowance is used once, although Redis was killed while it was taken', async () => {
  await using stores = openStores();
  const { quotas } = stores;
  let taken = 0;
  const takers = Array.from({ length: 20 }, async (_, taker) => {
    for (let index = 0; index < 50; index += 1) {
      const taking = { wanted: 1, limit: 10_000, token: `${taker}-${index}` };
      const got = await insist(() => quotas.take('app', 'deliveries', taking));
      taken += got;
    }
  });
  await interrupt(() => taken > 100);
  expect(taken).toBeLessThan(1_000);
  await Promise.all(takers);
  expect(taken).toBe(1_000);
  expect(await quotas.used('app', 'deliveries')).toBe(1_000);
}, 60_000);
