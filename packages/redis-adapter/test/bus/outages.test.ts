import { realPassage } from '@shoal/core/testing';
import { startRedis } from '@shoal/testing';
import { BusNode, batchOf, refTo } from './bus-node.js';
import { callsOf } from './calls-of.js';

const { until } = realPassage;

jest.setTimeout(30_000);

function numbered(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `${from + index}`);
}

describe.each(['sharded', 'classic'] as const)('the %s bus', (mode) => {
  test('Redis that answers nothing holds nobody up; what was published meanwhile comes once', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    await using to = await BusNode.start(redis, { mode });
    await to.bus.subscribe(refTo('a'));
    redis.server.pause();
    for (const text of numbered(0, 10)) from.bus.publish(batchOf('a', text));
    // Resolves although Redis has not answered, and goes on resolving.
    await from.bus.subscribe(refTo('b'));
    await until(() => expect([from.bus.isConnected(), to.bus.isConnected()]).toEqual([false, false]));
    await until(() => expect(from.bus.subscribe(refTo('c'))).toBeUndefined());
    for (const text of numbered(10, 20)) from.bus.publish(batchOf('a', text));
    await until(() => expect(from.bus.unconfirmed.packets).toBe(2));
    expect(from.bus.accepts()).toBe(true);
    const control = from.bus.control(refTo('#server-to-user-u'), {
      kind: 'close_connections',
      error: 'terminated',
    });
    await expect(control).rejects.toMatchObject({ name: 'PusherError', key: 'backend' });
    redis.server.resume();
    await until(() => expect(to.texts('a')).toEqual(numbered(0, 20)));
    await until(() => expect([from.bus.isConnected(), to.bus.isConnected()]).toEqual([true, true]));
    // Once, if the listening connection was silent for long enough to be doubted too.
    expect(from.receiver.reconnections).toBeLessThanOrEqual(1);
    for (const name of ['b', 'c']) to.bus.publish(batchOf(name, name));
    await until(() => expect([from.texts('b'), from.texts('c')]).toEqual([['b'], ['c']]));
    expect(to.bus.counters).toMatchObject({ gaps: 0, duplicates: 0 });
    expect(from.bus.unconfirmed).toEqual({ bytes: 0, packets: 0 });
  });

  test('a node that begins while Redis is silent looks at everything once it hears, and has not reconnected', async () => {
    await using redis = await startRedis();
    redis.server.pause();
    await using node = await BusNode.start(redis, { mode });
    await until(() => expect(node.bus.isConnected()).toBe(false));
    redis.server.resume();
    await until(() => expect(node.receiver.reconnections).toBe(1));
    expect(node.bus.counters.reconnections).toBe(0);
  });

  test('a publisher whose connection is cut again and again loses nothing and says nothing twice', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    await using to = await BusNode.start(redis, { mode });
    await to.bus.subscribe(refTo('a'));
    const texts = numbered(0, 600);
    for (const text of texts) {
      from.bus.publish(batchOf('a', text));
      if (Number(text) % 100 === 50)
        await redis.server.command('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      else await new Promise(setImmediate);
    }
    await until(() => expect(to.receiver.batches.length).toBeGreaterThanOrEqual(texts.length));
    expect(to.texts('a')).toEqual(texts);
    expect(to.bus.counters.gaps).toBe(0);
  });

  test('a subscriber whose connection is cut hears again by itself, and nothing twice', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    await using to = await BusNode.start(redis, { mode });
    await to.bus.subscribe(refTo('a'));
    await redis.server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await until(() => expect(to.bus.counters.reconnections).toBe(1));
    from.bus.publish(batchOf('a', 'again'));
    await until(() => expect(to.texts('a')).toEqual(['again']));
    expect(to.receiver.reconnections).toBe(1);
  });

  test('what was published while Redis was down comes when everybody is back, in order and once', async () => {
    await using redis = await startRedis();
    await using from = await BusNode.start(redis, { mode });
    await using to = await BusNode.start(redis, { mode });
    await to.bus.subscribe(refTo('a'));
    from.bus.publish(batchOf('a', '0'));
    await until(() => expect(to.texts('a')).toEqual(['0']));
    await redis.server.kill();
    await until(() => expect([from.bus.isConnected(), to.bus.isConnected()]).toEqual([false, false]));
    for (const text of numbered(1, 50)) {
      from.bus.publish(batchOf('a', text));
      await new Promise(setImmediate);
    }
    expect(to.bus.subscribe(refTo('b'))).toBeUndefined();
    await redis.server.restart();
    await until(() => expect(to.texts('a')).toEqual(numbered(0, 50)));
    from.bus.publish(batchOf('b', 'b'));
    await until(() => expect(to.texts('b')).toEqual(['b']));
    expect(to.bus.counters).toMatchObject({ gaps: 0, duplicates: 0 });
  });
});

test('10,000 channels are heard again after Redis was started anew', async () => {
  await using redis = await startRedis();
  await using from = await BusNode.start(redis);
  await using to = await BusNode.start(redis);
  const names = Array.from({ length: 10_000 }, (_, index) => `a-${index}`);
  await Promise.all(names.map((name) => to.bus.subscribe(refTo(name))));
  const { reconnections } = to.receiver;
  await redis.server.kill();
  await until(() => expect(to.bus.isConnected()).toBe(false));
  await redis.server.restart();
  await until(() => expect(to.bus.isConnected()).toBe(true));
  await until(() => expect(from.bus.isConnected()).toBe(true));
  for (const name of names) from.bus.publish(batchOf(name, name));
  await until(() => expect(to.receiver.batches).toHaveLength(names.length));
  expect(to.receiver.reconnections).toBeGreaterThan(reconnections);
  expect(await callsOf(redis.server, 'ssubscribe')).toBeLessThan(20);
});

test('a node that starts without Redis keeps what it is told, and catches up', async () => {
  await using redis = await startRedis();
  await redis.server.kill();
  await using from = await BusNode.start(redis);
  await using to = await BusNode.start(redis);
  expect(from.bus.isConnected()).toBe(false);
  await to.bus.subscribe(refTo('a'));
  await redis.server.restart();
  await until(() => expect(to.bus.isConnected()).toBe(true));
  from.bus.publish(batchOf('a', 'heard'));
  await until(() => expect(to.texts('a')).toEqual(['heard']));
});

test('a refused subscription is counted, and asked for again until it is allowed', async () => {
  await using redis = await startRedis();
  await using from = await BusNode.start(redis);
  await using to = await BusNode.start(redis);
  await redis.server.command('ACL', 'SETUSER', 'default', 'resetchannels');
  await until(() => expect(to.bus.counters.reconnections).toBe(0));
  await to.bus.subscribe(refTo('a'));
  await until(() => expect(to.bus.counters.errors.subscribe).toBeGreaterThan(0));
  expect(to.bus.isConnected()).toBe(false);
  from.bus.publish(batchOf('a', 'refused'));
  await until(() => expect(from.bus.counters.dropped.refused).toBe(1));
  await redis.server.command('ACL', 'SETUSER', 'default', 'allchannels');
  await until(() => expect(to.bus.isConnected()).toBe(true));
  from.bus.publish(batchOf('a', 'allowed'));
  await until(() => expect(to.texts('a')).toEqual(['allowed']));
});
