import { randomUUID } from 'node:crypto';
import { systemClock } from '@shoal/queue';
import { addressOf, createClient } from '@shoal/queue/testing/redis';
import { eventually, type SingleRedis, startRedis } from '@shoal/testing';
import { enqueuePublish } from '../../src/pipeline/enqueue-publish.js';
import { PublishControl } from '../../src/pipeline/publish-control.js';
import { StatusAnnouncer } from '../../src/pipeline/status-announcer.js';
import { startPush } from '../../src/start-push.js';
import { openRedisStores } from '../../src/store/redis/open-redis-stores.js';
import { CountingObserver } from '../../src/testing/counting-observer.js';
import { ACCEPTED, PlayedProvider, rejected, retryable } from '../../src/testing/played-provider.js';
import { createTestDevice, createTestPublish, testCredentials } from '../../src/testing/test-push.js';

let redis: SingleRedis;

beforeAll(async () => {
  redis = await startRedis();
}, 60_000);

afterAll(() => redis[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;
const channel = [{ type: 'channel', channel: 'news' }] as const;

/** One process: stores of its own on the shared Redis, and a provider that the test plays. */
function openProcess(prefix: string) {
  const observer = new CountingObserver();
  const defects: unknown[] = [];
  const queueObserver = {
    processed() {},
    failed: (_queue: string, error: unknown) => defects.push(error),
    reachable() {},
  };
  const client = createClient(addressOf(redis));
  const connection = { client, [Symbol.asyncDispose]: async () => client.disconnect() };
  const opened = openRedisStores({ connection, prefix, observer: queueObserver, maxDeadLetters: 100 });
  const { stores } = opened;
  const fcm = new PlayedProvider('fcm', systemClock);
  const work = () =>
    startPush({ stores, providers: { fcm }, credentials: testCredentials(), observer, queueObserver });
  return {
    ...{ stores, fcm, observer, defects, work },
    control: new PublishControl({
      stores,
      announcer: new StatusAnnouncer({ ledger: stores.ledger, observer }),
    }),
    publish: (id: string, values: { readonly notBeforeMs?: number } = {}) =>
      enqueuePublish(
        { ...createTestPublish(id, channel), acceptedAtMs: Date.now(), ...values },
        { stores, keepMs: HOUR_MS, now: Date.now() },
      ),
    async register(count: number) {
      const register = async (id: string) => {
        const registration = createTestDevice(id);
        await stores.devices.register({ appId: 'app', registration, identityDigest: '', isRotation: false });
        await stores.devices.subscribe('app', 'news', id);
      };
      await Promise.all(Array.from({ length: count }, (_, index) => register(`d${index}`)));
    },
    untilEnded: (id: string) =>
      eventually(
        async () => {
          const status = await stores.ledger.status('app', id);
          return status?.endedAtMs === undefined ? false : status;
        },
        { withinMs: 20_000 },
      ),
    async [Symbol.asyncDispose]() {
      await opened.close();
      expect(defects).toEqual([]);
    },
  };
}

test('two processes share a publish: every device once, and the counts of both are those of the ledger', async () => {
  const prefix = `test-${randomUUID()}:`;
  await using one = openProcess(prefix);
  await using other = openProcess(prefix);
  await one.register(2_500);
  const retried = new Set<string>();
  const answer = (token: string) => {
    if (token === 'd1') return rejected('device_terminal', 'Unregistered');
    if (token === 'd2') return rejected('caller_payload');
    if (token !== 'd3' || retried.has(token)) return ACCEPTED;
    retried.add(token);
    return retryable('unknown');
  };
  for (const { fcm } of [one, other]) {
    fcm.latency = 5;
    fcm.answers(answer);
  }
  await one.publish('pub');
  const workers = [one.work(), other.work()];
  const { state, counters } = await one.untilEnded('pub');
  expect(state).toBe('partially_succeeded');
  expect(counters).toMatchObject({
    planned: 2_500,
    succeeded: 2_498,
    failed: 2,
    dispatched: 2_501,
    retryAttempted: 1,
  });
  const tokens = [...one.fcm.tokens, ...other.fcm.tokens];
  expect(tokens).toHaveLength(2_501);
  expect(new Set(tokens).size).toBe(2_500);
  expect(Math.min(one.fcm.sent.length, other.fcm.sent.length)).toBeGreaterThan(0);
  await Promise.all(workers.map((worker) => worker.close(5_000)));
  const told = (name: string) => one.observer.count(name) + other.observer.count(name);
  expect([told('delivered succeeded'), told('delivered failed'), told('planned')]).toEqual([2_498, 2, 2_500]);
  expect([...one.observer.ends, ...other.observer.ends]).toEqual(['app partially_succeeded']);
  expect(await one.stores.devices.find('app', 'd1')).toBeUndefined();
  expect((await one.stores.deadLetters.list({ group: 'app', limit: 10 })).letters).toHaveLength(1);
});

test('what is cancelled is not sent: before its time, and between two attempts', async () => {
  await using process = openProcess(`test-${randomUUID()}:`);
  await process.register(3);
  process.fcm.answers(retryable('provider_quota', { milliseconds: HOUR_MS, of: 'device' }));
  const worker = process.work();
  await process.publish('later', { notBeforeMs: Date.now() + HOUR_MS });
  await process.control.cancel('app', 'later');
  expect(await process.stores.plans.depth()).toMatchObject({ delayed: 0, waiting: 0 });
  await process.publish('pub');
  await eventually(async () => (await process.stores.dispatches.fcm.depth()).delayed === 1);
  await process.control.cancel('app', 'pub');
  expect(await process.untilEnded('pub')).toMatchObject({
    state: 'cancelled',
    counters: { cancelled: 3, dispatched: 3 },
  });
  await worker.close(5_000);
});

test('a publish goes out at its time', async () => {
  await using process = openProcess(`test-${randomUUID()}:`);
  await process.register(1);
  const worker = process.work();
  const notBeforeMs = Date.now() + 1_500;
  await process.publish('pub', { notBeforeMs });
  expect((await process.control.scheduled('app', { limit: 10 })).items).toHaveLength(1);
  await process.untilEnded('pub');
  expect(process.fcm.sent[0]?.at).toBeGreaterThanOrEqual(notBeforeMs);
  await worker.close(5_000);
});
