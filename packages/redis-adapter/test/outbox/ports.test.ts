import { RecordIds, systemClock } from '@shoal/core';
import { eventually, type SingleRedis, startRedis } from '@shoal/testing';
import { createRedisPorts, type PassOn, type RedisPorts, type WebhookBatch } from '../../src/index.js';
import { RecordingLog } from '../connection/recording-log.js';
import { namesIn, Promised } from './moving-node.js';

let redis: SingleRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(async () => {
  await redis?.[Symbol.asyncDispose]();
});

async function open(passOn: PassOn, log = new RecordingLog()): Promise<RedisPorts> {
  const { host, port } = redis;
  const ports = createRedisPorts({
    settings: { keyPrefix: 'ports:', deployment: { kind: 'single', host, port, db: 0 } },
    ...{ pubsub: 'sharded', nodeId: 'node', clock: systemClock, recordIds: new RecordIds(), log },
    grace: { frames: 0, webhooks: 0, drain: 0 },
    ...{ cache: { lifetime: 1000, maxBytes: 1000 }, idempotency: { lifetime: 1000 } },
    webhooks: { passOn, linger: 0 },
  });
  await ports.stores.channels.start({
    look() {},
    recorded() {},
    departed() {},
    arrived() {},
    held: () => [],
  });
  await ports.start();
  return ports;
}

function occupy({ stores }: RedisPorts, name: string): void {
  const [channel, wants] = [{ appId: 'app-id', name }, new Set(['channel_occupied'] as const)];
  void Promise.resolve(stores.channels.join({ channel, count: 1, wants, isWanted: () => true }));
}

it('passes on what is recorded, and waits at its end until that is settled', async () => {
  const passed: WebhookBatch[] = [];
  const safe = new Promised();
  const ports = await open((batch) => {
    passed.push(batch);
    return safe.promise;
  });
  occupy(ports, 'a');
  await eventually(() => passed.length === 1, { what: 'a batch' });
  const closed = ports.close();
  safe.keep();
  await closed;
  expect(passed.map(namesIn)).toEqual([['a']]);
  expect(await redis.server.command('KEYS', '*:batch')).toBe('');
});

it('counts what another release has recorded among what cannot be read', async () => {
  const safe = new Promised();
  const passed: WebhookBatch[] = [];
  const ports = await open((batch) => {
    passed.push(batch);
    return safe.promise;
  });
  occupy(ports, 'c');
  await eventually(() => passed.length === 1, { what: 'a batch' });
  const [batch = ''] = (await redis.server.command('KEYS', '*:batch')).split('\n');
  await redis.server.command('ZADD', batch.trim().replace(/batch$/, 'outbox'), '9', '9["later"]');
  expect(ports.unreadable()).toEqual({ stored: 0, packet: 0 });
  safe.keep();
  await eventually(() => ports.unreadable().stored === 1, { what: 'the record that cannot be read' });
  await ports.close();
});

it('says why nothing can be passed on, and ends all the same', async () => {
  const log = new RecordingLog();
  const ports = await open(() => Promise.reject(new Error('The queue is full')), log);
  occupy(ports, 'b');
  await eventually(() => log.text.includes('The queue is full'), { what: 'the reason in the log' });
  await ports.close();
  expect(await redis.server.command('KEYS', '*:batch')).toContain(':batch');
});
