import { realPassage } from '@shoal/core/testing';
import { startRedis } from '@shoal/testing';
import { BusNode, batchOf, refTo } from './bus-node.js';
import { callsOf } from './calls-of.js';
import { SlowLine } from './slow-line.js';

const { until } = realPassage;

jest.setTimeout(30_000);

describe.each(['sharded', 'classic'] as const)('the %s bus', (mode) => {
  test('what is published right after subscribe has resolved is never missed, in hundreds of rounds', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    // What the listener asks for is late, what the other node says is not.
    await using line = await SlowLine.open(redis.port, 5);
    await using to = await BusNode.start(line, { mode });
    const rounds = Array.from({ length: 300 }, (_, round) => `a-${round}`);
    for (const name of rounds) {
      await to.bus.subscribe(refTo(name));
      from.bus.publish(batchOf(name, name));
    }
    await until(() => expect(to.receiver.batches).toHaveLength(rounds.length));
    expect(rounds.flatMap((name) => to.texts(name))).toEqual(rounds);
  });

  test('a node hears nothing of channels that it does not listen to', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    await using to = await BusNode.start(redis, { mode });
    await to.bus.subscribe(refTo('barrier'));
    for (let index = 0; index < 100; index += 1) from.bus.publish(batchOf(`other-${index}`, 'x'));
    from.bus.publish(batchOf('barrier', 'x'));
    await until(() => expect(to.texts('barrier')).toHaveLength(1));
    expect(to.bus.counters).toMatchObject({ received: 1 });
  });

  test('a tick is one message a channel, whatever is said in it', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    await using to = await BusNode.start(redis, { mode });
    for (const name of ['a', 'b']) await to.bus.subscribe(refTo(name));
    const texts = Array.from({ length: 50 }, (_, index) => `${index}`);
    for (const text of texts) {
      from.bus.publish(batchOf('a', text));
      from.bus.hint(refTo('a'), Number(text));
      from.bus.publish(batchOf('b', text));
    }
    await until(() => expect(to.receiver.batches).toHaveLength(2 * texts.length));
    expect(to.texts('a')).toEqual(texts);
    expect(to.receiver.looks).toEqual([{ channel: refTo('a'), version: 49 }]);
    expect(await callsOf(redis.server, mode === 'sharded' ? 'spublish' : 'publish')).toBe(2);
    expect(from.bus.counters.published).toBe(2);
  });
});

test('a channel that is left and joined again within the linger costs Redis nothing', async () => {
  await using redis = await startRedis();
  await using from = await BusNode.start(redis);
  await using to = await BusNode.start(redis, { linger: 60_000 });
  await to.bus.subscribe(refTo('a'));
  const subscribed = await callsOf(redis.server, 'ssubscribe');
  for (let index = 0; index < 100; index += 1) {
    to.bus.unsubscribe(refTo('a'));
    expect(to.bus.subscribe(refTo('a'))).toBeUndefined();
  }
  from.bus.publish(batchOf('a', 'heard'));
  await until(() => expect(to.texts('a')).toEqual(['heard']));
  expect(await callsOf(redis.server, 'ssubscribe')).toBe(subscribed);
  expect(await callsOf(redis.server, 'sunsubscribe')).toBe(0);
});

test('while a channel lingers nothing of it is handed on; then Redis is told', async () => {
  await using redis = await startRedis();
  await using from = await BusNode.start(redis);
  await using to = await BusNode.start(redis, { linger: 500 });
  for (const name of ['a', 'barrier']) await to.bus.subscribe(refTo(name));
  to.bus.unsubscribe(refTo('a'));
  from.bus.publish(batchOf('a', 'unheard'));
  await until(() => expect(to.bus.counters.received).toBe(1));
  expect(to.texts('a')).toEqual([]);
  await until(async () => expect(await callsOf(redis.server, 'sunsubscribe')).toBe(1));
  await to.bus.subscribe(refTo('a'));
  from.bus.publish(batchOf('a', 'heard'));
  await until(() => expect(to.texts('a')).toEqual(['heard']));
  expect(to.bus.counters).toMatchObject({ gaps: 0, duplicates: 0 });
});

test('what is not a packet of ours is counted and dropped', async () => {
  await using redis = await startRedis();
  await using from = await BusNode.start(redis);
  await using to = await BusNode.start(redis);
  await to.bus.subscribe(refTo('a'));
  const channels = (await redis.server.command('PUBSUB', 'SHARDCHANNELS')).split('\n');
  const room = channels.find((channel) => channel.includes('app-id:a')) ?? '';
  for (const text of ['', 'nonsense', '{', '5', '{"uid":"x","nsp":"/","type":3}']) {
    await from.publisher.spublish(room, text);
  }
  await from.publisher.spublish(room, Buffer.from([0xc0]));
  const empty = {
    uid: 'x',
    nsp: '/',
    type: 3,
    data: { packet: { d: 'text' }, opts: { rooms: [], except: [] } },
  };
  await from.publisher.spublish(room, JSON.stringify(empty));
  from.bus.publish(batchOf('a', 'still heard'));
  await until(() => expect(to.texts('a')).toEqual(['still heard']));
  const { dropped, errors, received } = to.bus.counters;
  expect({ malformed: dropped.malformed, received }).toEqual({ malformed: 1, received: 1 });
  expect(errors.receive).toBeGreaterThan(0);
});
