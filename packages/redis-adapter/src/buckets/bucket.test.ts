import { deregister } from '../scripts/deregister.js';
import { defineScript } from '../scripts/script.js';
import { PlayedConnection } from '../testing/played-connection.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import type { Registered } from './bucket.js';
import { BucketCountError } from './bucket-errors.js';
import { BucketSet } from './bucket-set.js';

const write = defineScript('write', 'return {}');
const away = expect.objectContaining({ key: 'backend' });

/** One bucket whose server the test plays. */
async function createBucket({ isRegistered = true } = {}) {
  const connection = new PlayedConnection();
  const clock = new SimulatedClock(1000);
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id${ids}`;
  };
  const buckets = new BucketSet({ connection, clock, prefix: '', count: 1, newId });
  const registrations: Registered[] = [];
  buckets.onRegistered((_bucket, registered) => registrations.push(registered));
  const started = buckets.start();
  if (isRegistered) {
    await connection.takeOne().answer(['OK', 'epoch1', 'run1']);
    await started;
  }
  const bucket = buckets.of('x');
  const state = (
    name: string,
    more: { isWanted?: () => boolean; replaces?: string; onAway?: () => void } = {},
  ) => bucket.state({ script: write, args: () => [name], ...more });
  return { connection, clock, buckets, bucket, registrations, started, state };
}

function namesOf(calls: readonly { args: readonly string[] }[]): (string | undefined)[] {
  return calls.map(({ args }) => args[0]);
}

test('a script is sent whole once, and then by its name', async () => {
  const { connection, state } = await createBucket();
  void state('a');
  void state('b');
  expect(connection.take()).toMatchObject([
    { kind: 'eval', script: write.text, node: 'id1', generation: '1' },
    { kind: 'evalsha', script: write.sha },
  ]);
});

test('no more than 64 commands are on their way; the others follow in order', async () => {
  const { connection, state } = await createBucket();
  for (let count = 0; count < 70; count += 1) void state(String(count));
  const calls = connection.take();
  expect(calls).toHaveLength(64);
  await calls[0]?.answer(['OK', 'epoch1']);
  expect(namesOf(connection.take())).toEqual(['64']);
});

test('after a cut the generation is raised first, then what was unanswered is said again, in its order', async () => {
  const { connection, state, bucket, registrations } = await createBucket();
  const first = state('first');
  const second = state('second');
  const query = bucket.ask({ script: write, args: ['query'] });
  const [one] = connection.take();
  await one?.fail(new Error('Connection is closed.'));
  const register = connection.takeOne();
  expect(register).toMatchObject({ node: 'id1', generation: '2', args: ['0', expect.any(String), '1'] });
  await register.answer(['OK', 'epoch1', 'run1']);
  expect(registrations.at(-1)).toMatchObject({ isNew: false });
  const again = connection.take();
  expect(again.map(({ generation }) => generation)).toEqual(['2', '2', '2']);
  expect(namesOf(again)).toEqual(['first', 'second', 'query']);
  for (const call of again) await call.answer(['OK', 'epoch1', 'done']);
  expect((await first)?.text(0)).toBe('done');
  expect((await second)?.text(0)).toBe('done');
  expect((await query).text(0)).toBe('done');
});

test('a command that is unanswered for a second means away: queries are refused, statements wait', async () => {
  const { connection, clock, state, bucket } = await createBucket();
  const onAway = jest.fn();
  const stated = state('a', { onAway });
  const query = expect(bucket.ask({ script: write, args: [] })).rejects.toEqual(away);
  const late = connection.take();
  for (let now = 1100; now <= 2000; now += 100) clock.jump(now);
  await query;
  expect(onAway).toHaveBeenCalledTimes(1);
  expect(bucket.isAway).toBe(true);
  await expect(bucket.ask({ script: write, args: [] })).rejects.toEqual(away);
  await late[0]?.answer(['OK', 'epoch1', 'too late']);
  clock.jump(2300);
  await connection.takeOne().answer(['OK', 'epoch1', 'run1']);
  await connection.takeOne().answer(['OK', 'epoch1', 'in time']);
  expect((await stated)?.text(0)).toBe('in time');
});

test('a process that stood still for long does not blame the server, and hears what has come meanwhile', async () => {
  const { connection, clock, state, bucket } = await createBucket();
  const onAway = jest.fn();
  const stated = state('a', { onAway });
  clock.jump(9000);
  expect(bucket.isAway).toBe(false);
  for (const call of connection.take()) await call.answer(['OK', 'epoch1', 'heard']);
  expect((await stated)?.text(0)).toBe('heard');
  for (let now = 9100; now <= 9900; now += 100) clock.jump(now);
  expect([bucket.isAway, onAway.mock.calls.length]).toEqual([false, 0]);
});

test('who is fenced takes a new id, and says under it what waited; the old id is its to sweep', async () => {
  const { connection, state, registrations } = await createBucket();
  const stated = state('a');
  await connection.takeOne().answer(['FENCED']);
  const register = connection.takeOne();
  expect(register.args[0]).toBe('1');
  expect(register.node).not.toBe('id1');
  await register.answer(['OK', 'epoch2', 'run1']);
  expect(registrations.at(-1)).toEqual({ isNew: true, from: 'epoch1', formerIds: ['id1'] });
  const again = connection.takeOne();
  expect(again).toMatchObject({ node: register.node, generation: '1' });
  await again.answer(['OK', 'epoch2']);
  expect((await stated)?.epoch).toBe('epoch2');
});

test('a new id whose registration went unanswered is not taken for one that is known', async () => {
  const { connection, clock, state, registrations } = await createBucket();
  void state('a');
  await connection.takeOne().answer(['FENCED']);
  await connection.takeOne().fail(new Error('Connection is closed.'));
  clock.jump(1400);
  const register = connection.takeOne();
  expect(register.args[0]).toBe('1');
  await register.answer(['OK', 'epoch2', 'run1']);
  expect(registrations.at(-1)).toEqual({ isNew: true, from: 'epoch1', formerIds: ['id1'] });
});

test('an id whose registration went unanswered is registered once more: it leaves nobody behind', async () => {
  const { connection, clock, state } = await createBucket({ isRegistered: false });
  await connection.takeOne().fail(new Error('Connection is closed.'));
  clock.jump(1400);
  const register = connection.takeOne();
  expect(register).toMatchObject({ node: 'id1', generation: '2', args: ['1', expect.any(String), '1'] });
  await register.answer(['OK', 'epoch1', 'run1']);
  void state('a');
  expect(connection.takeOne()).toMatchObject({ node: 'id1', generation: '2' });
});

test('who leaves says what waits and then goodbye, is idle when it was heard, and is never heard of again', async () => {
  const { connection, clock, buckets, bucket, state } = await createBucket();
  const pass = async (now: number): Promise<void> => {
    clock.jump(now);
    await new Promise((resolve) => setImmediate(resolve));
  };
  void state('a');
  const stated = connection.takeOne();
  const left = buckets.leave(2000);
  await pass(1020);
  expect(connection.take()).toEqual([]);
  await stated.answer(['OK', 'epoch1']);
  await pass(1040);
  const goodbye = connection.takeOne();
  expect(goodbye).toMatchObject({ script: deregister.text, node: 'id1' });
  await goodbye.answer(['OK', 'epoch1']);
  clock.jump(1060);
  await left;
  await expect(bucket.ask({ script: write, args: [] })).rejects.toEqual(away);
  clock.jump(60_000);
  expect(connection.take()).toEqual([]);
});

test('who leaves waits no longer than it was told, whatever the server does', async () => {
  const { connection, clock, buckets, state } = await createBucket();
  const refused = expect(state('a')).rejects.toEqual(away);
  let isOver = false;
  const left = buckets.leave(2000).then(() => {
    isOver = true;
  });
  for (let now = 1100; now < 3000; now += 100) clock.jump(now);
  await Promise.resolve();
  expect(isOver).toBe(false);
  clock.jump(3000);
  await left;
  buckets.close();
  await refused;
  expect(connection.take().filter(({ script }) => script === deregister.text)).toEqual([]);
});

test('a server that has forgotten a script is sent its text again', async () => {
  const { connection, state } = await createBucket();
  void state('a');
  await connection.takeOne().answer(['OK', 'epoch1']);
  void state('b');
  await connection
    .takeOne()
    .fail(Object.assign(new Error('NOSCRIPT No matching script.'), { name: 'ReplyError' }));
  await connection.takeOne().answer(['OK', 'epoch1', 'run1']);
  expect(connection.takeOne()).toMatchObject({ kind: 'eval', script: write.text, args: ['b'] });
});

test('a script at fault fails alone', async () => {
  const { connection, state, bucket } = await createBucket();
  const faulty = expect(state('a')).rejects.toThrow('ERR user_script');
  const fine = state('b');
  const [one, two] = connection.take();
  await one?.fail(Object.assign(new Error('ERR user_script:1: oops'), { name: 'ReplyError' }));
  await two?.answer(['OK', 'epoch1']);
  await faulty;
  expect((await fine)?.status).toBe('OK');
  expect(bucket.isAway).toBe(false);
});

test('clients that come and go while the bucket is away leave nothing behind', async () => {
  const { connection, clock, state } = await createBucket({ isRegistered: false });
  await connection.takeOne().fail(new Error('Connection is closed.'));
  for (let turn = 0; turn < 5000; turn += 1) {
    void state('join', { isWanted: () => false });
    void state(`leave ${turn % 3}`, { replaces: String(turn % 3) });
  }
  clock.jump(1400);
  await connection.takeOne().answer(['OK', 'epoch1', 'run1']);
  expect(connection.take().length).toBeLessThan(64);
});

test('an installation with another number of buckets is refused by name', async () => {
  const { connection, started } = await createBucket({ isRegistered: false });
  const refused = expect(started).rejects.toThrow(BucketCountError);
  await connection.takeOne().answer(['BUCKETS', '64']);
  await refused;
});

test('a prefix with a brace is refused', () => {
  const connection = new PlayedConnection();
  const clock = new SimulatedClock(0);
  expect(() => new BucketSet({ connection, clock, prefix: 'my{app}' })).toThrow('brace');
});
