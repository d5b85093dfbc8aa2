import { randomUUID } from 'node:crypto';
import { addressOf, createClient } from '@shoal/queue/testing/redis';
import { eventually } from '@shoal/testing';
import { openRedisStores } from '../../src/store/redis/open-redis-stores.js';
import { samplePublish, sampleRegistration } from '../../src/testing/samples.js';
import { startCluster, startSingle } from './redis-places.js';

const observer = { processed() {}, failed() {}, reachable() {} };

function open(client: ReturnType<typeof createClient>) {
  const ended = { connection: false };
  const connection = {
    client,
    async [Symbol.asyncDispose]() {
      ended.connection = true;
      client.disconnect();
    },
  };
  return {
    ended,
    ...openRedisStores({ connection, observer, prefix: `test-${randomUUID()}:`, maxDeadLetters: 10 }),
  };
}

test.each(['one Redis', 'a Cluster'])(
  'all stores are on one connection to %s, and end with it',
  async (where) => {
    await using single = where === 'one Redis' ? await startSingle() : undefined;
    await using cluster = where === 'one Redis' ? undefined : await startCluster();
    const destination = single
      ? addressOf(single.redis)
      : { nodes: cluster?.redis.primaries.map(addressOf) ?? [] };
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const { stores, ended, close } = open(createClient(destination));
    const registration = sampleRegistration('a');
    await stores.devices.register({ appId: 'app', registration, identityDigest: 'x', isRotation: false });
    await stores.ledger.create(samplePublish('pub_1'), { keepMs: 60_000 });
    const done: unknown[] = [];
    const queues = [stores.plans, ...Object.values(stores.dispatches)];
    for (const queue of queues) {
      queue.process(
        async ({ data }) => {
          done.push([queue.name, data]);
          return { kind: 'done' };
        },
        { concurrency: 1 },
      );
    }
    const name = { appId: 'app', publishId: 'pub_1' };
    await stores.plans.add([{ id: 'pub_1-p0', data: name }]);
    await stores.dispatches.webPush.add([{ id: 'pub_1-b0', data: { ...name, batch: 3 } }]);
    await eventually(() => expect(done).toHaveLength(2), { withinMs: 15_000 });
    expect(done).toContainEqual(['push-plan', name]);
    expect(done).toContainEqual(['push-webPush', { ...name, batch: 3 }]);
    const data = { ...name, provider: 'apns', key: 'd:a', stage: 'retry_schedule' } as const;
    const letter = {
      id: 'pub_1-0-x',
      group: 'app',
      topic: 'apns',
      data,
      reason: 'x',
      attempts: 5,
      failedAt: 1,
    };
    await stores.deadLetters.add(letter);
    expect(await stores.deadLetters.find('app', letter.id)).toEqual(letter);
    await close();
    process.off('warning', onWarning);
    expect(ended.connection).toBe(true);
    expect(warnings).toEqual([]);
  },
  60_000,
);
