import { RecordIds } from '@shoal/core';
import { Bucket } from '../buckets/bucket.js';
import { SharedWindow } from '../buckets/line/shared-window.js';
import { Turnstile } from '../buckets/line/turnstile.js';
import { KnownScripts } from '../scripts/known-scripts.js';
import { claim } from '../scripts/outbox/claim.js';
import { settle } from '../scripts/outbox/settle.js';
import { type PlayedCall, PlayedConnection } from '../testing/played-connection.js';
import { SimulatedClock } from '../testing/simulated-clock.js';
import { OutboxMover } from './outbox-mover.js';
import type { PassOn, WebhookBatch } from './webhook-batch.js';

const record = '1["r-1-1","app-id:a","channel_occupied",false,1700000000000,7]';
const claimed = ['OK', 'epoch2', 'claimed', 'batch-1', 'app-id', 'epoch1', [record]];
const batch: WebhookBatch = {
  id: 'batch-1',
  appId: 'app-id',
  records: [
    {
      ...{ id: 'r-1-1', appId: 'app-id', timeMs: 1_700_000_000_000, version: 7 },
      event: { name: 'channel_occupied', channel: 'a' },
    },
  ],
  source: { bucket: 0, epoch: 'epoch1' },
};

/** One bucket, whose server the test plays, and its mover. */
class Bench {
  readonly clock = new SimulatedClock(0);
  readonly failures: unknown[] = [];
  readonly mover: OutboxMover;
  private readonly connection = new PlayedConnection();
  private readonly bucket = new Bucket({
    ...{ index: 0, base: '{0}:', count: 1, newId: () => 'node', onRegistered: () => {} },
    ...{ connection: this.connection, clock: this.clock, known: new KnownScripts() },
    ...{ window: new SharedWindow(64), turnstile: new Turnstile({ clock: this.clock, hasRoom: () => true }) },
  });

  private constructor(passOn: PassOn) {
    const { clock, failures } = this;
    const failed = (error: unknown): void => void failures.push(error);
    this.mover = new OutboxMover({ clock, recordIds: new RecordIds(), passOn, failed });
  }

  static async start(passOn: PassOn = async () => {}): Promise<Bench> {
    const bench = new Bench(passOn);
    const started = bench.bucket.start();
    await bench.connection.takeOne().answer(['OK', 'epoch2', 'run1']);
    await started;
    return bench;
  }

  poke(): void {
    this.mover.poke(this.bucket);
  }

  /** Lets time pass in one go. */
  async pass(milliseconds: number): Promise<void> {
    this.clock.jump(this.clock.now() + milliseconds);
    await turn();
  }

  /** What was asked since the last time, without renewals of the lease. */
  asked(): PlayedCall[] {
    return this.connection.take().filter(({ script }) => nameOf({ script }) !== undefined);
  }

  /** The names of what was asked since the last time, each answered as it is given here. */
  async play(answers: readonly (readonly [name: 'claim' | 'settle', reply: unknown])[]): Promise<void> {
    for (const [name, reply] of answers) {
      const calls = this.asked();
      expect(calls.map(nameOf)).toEqual([name]);
      await calls[0]?.answer(reply);
    }
  }

  /** Answers that the node is registered again. */
  async comeBack(): Promise<void> {
    await this.connection.takeOne().answer(['OK', 'epoch2', 'run1']);
  }

  goAway(): void {
    this.bucket.close();
  }
}

function nameOf({ script }: Pick<PlayedCall, 'script'>): string | undefined {
  if (script === claim.text || script === claim.sha) return 'claim';
  return script === settle.text || script === settle.sha ? 'settle' : undefined;
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

const nothingMore = ['OK', 'epoch2', 0];
const more = ['OK', 'epoch2', 1];
const empty = ['OK', 'epoch2', 'empty'];

test('a batch has 50 ms to fill, then it is claimed, passed on and settled, until the outbox is empty', async () => {
  const passed: WebhookBatch[] = [];
  const bench = await Bench.start(async (given) => void passed.push(given));
  bench.poke();
  await bench.pass(49);
  bench.poke();
  expect(bench.asked()).toEqual([]);
  await bench.pass(1);
  await bench.play([
    ['claim', claimed],
    ['settle', more],
    ['claim', claimed],
    ['settle', nothingMore],
  ]);
  expect(passed).toEqual([batch, batch]);
  await bench.pass(10_000);
  expect(bench.asked()).toEqual([]);
});

test('what is recorded while the last batch is settled is moved after it has had its time', async () => {
  const bench = await Bench.start();
  bench.poke();
  await bench.pass(50);
  await bench.play([['claim', claimed]]);
  const [settling] = bench.asked();
  bench.poke();
  await settling?.answer(nothingMore);
  expect(bench.asked()).toEqual([]);
  await bench.pass(50);
  await bench.play([['claim', empty]]);
});

test.each(['held', 'empty'])('an outbox that is %s is left alone', async (state) => {
  const bench = await Bench.start();
  bench.poke();
  await bench.pass(50);
  await bench.play([['claim', ['OK', 'epoch2', state]]]);
  await bench.pass(10_000);
  expect(bench.asked()).toEqual([]);
});

test('a batch that is refused is claimed again, after pauses that double from 250 ms to 5 s', async () => {
  const refusal = new Error('away');
  let isAway = true;
  const bench = await Bench.start(async () => {
    if (isAway) throw refusal;
  });
  bench.poke();
  await bench.pass(50);
  const pauses = [250, 500, 1000, 2000, 4000, 5000, 5000];
  for (const pause of pauses) {
    await bench.play([['claim', claimed]]);
    await bench.pass(pause - 1);
    expect(bench.asked()).toEqual([]);
    await bench.pass(1);
  }
  expect(bench.failures).toEqual(pauses.map(() => refusal));
  isAway = false;
  await bench.play([
    ['claim', claimed],
    ['settle', nothingMore],
  ]);
});

test('a claim that is answered when it is over is made again before anything is passed on', async () => {
  const passed: WebhookBatch[] = [];
  const bench = await Bench.start(async (given) => void passed.push(given));
  bench.poke();
  await bench.pass(50);
  const [late] = bench.asked();
  await bench.pass(10_000);
  await late?.answer(claimed);
  expect(passed).toEqual([]);
  await bench.play([['claim', empty]]);
  expect(passed).toEqual([]);
});

test('what another release has written is counted, and left to that', async () => {
  const bench = await Bench.start();
  bench.poke();
  await bench.pass(50);
  await bench.play([['claim', ['OK', 'epoch2', 'unreadable']]]);
  await bench.pass(10_000);
  expect(bench.asked()).toEqual([]);
  expect(bench.mover.unreadable).toBe(1);
});

test('what nobody can read is left out and counted; a batch of nothing else is only settled', async () => {
  const passed: WebhookBatch[] = [];
  const bench = await Bench.start(async (given) => void passed.push(given));
  bench.poke();
  await bench.pass(50);
  const from = (texts: readonly string[]): unknown[] => [...claimed.slice(0, 6), texts];
  await bench.play([
    ['claim', from(['1["broken"]', record])],
    ['settle', more],
    ['claim', from(['1["broken"]'])],
    ['settle', nothingMore],
  ]);
  expect(passed).toEqual([batch]);
  expect(bench.mover.unreadable).toBe(2);
});

test('a bucket that is away is no failure', async () => {
  const bench = await Bench.start();
  bench.poke();
  bench.goAway();
  await bench.pass(50);
  expect(bench.failures).toEqual([]);
  bench.poke();
  await bench.pass(50);
  expect(bench.asked()).toEqual([]);
});

test('a claim whose answer was lost is made again as soon as the bucket is back: it may have made the batch', async () => {
  const passed: WebhookBatch[] = [];
  const bench = await Bench.start(async (given) => void passed.push(given));
  bench.poke();
  await bench.pass(50);
  const [lost] = bench.asked();
  await lost?.fail(new Error('Connection is closed.'));
  await bench.comeBack();
  await bench.play([
    ['claim', claimed],
    ['settle', nothingMore],
  ]);
  expect(passed).toEqual([batch]);
});

test('closing settles what is being passed on, and takes nothing more', async () => {
  let isSafe = (): void => {};
  const bench = await Bench.start(() => new Promise((resolve) => (isSafe = resolve)));
  bench.poke();
  await bench.pass(50);
  await bench.play([['claim', claimed]]);
  let isClosed = false;
  const closed = bench.mover.close(2000).then(() => (isClosed = true));
  await turn();
  expect(isClosed).toBe(false);
  isSafe();
  await turn();
  await bench.play([['settle', more]]);
  await closed;
  bench.poke();
  await bench.pass(10_000);
  expect(bench.asked()).toEqual([]);
});

test('closing does not wait longer than it may, nor for a batch that was refused', async () => {
  const silent = await Bench.start(() => new Promise(() => {}));
  silent.poke();
  await silent.pass(50);
  await silent.play([['claim', claimed]]);
  const closed = silent.mover.close(2000);
  await silent.pass(2000);
  await closed;

  const refusing = await Bench.start(() => Promise.reject(new Error('away')));
  refusing.poke();
  await refusing.pass(50);
  await refusing.play([['claim', claimed]]);
  await refusing.mover.close(2000);
  expect(refusing.asked()).toEqual([]);
});
