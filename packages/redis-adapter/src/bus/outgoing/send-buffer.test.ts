import { FakeClock } from '@shoal/core/testing';
import { createBusCounters } from '../bus-counters.js';
import type { Parcel } from './parcel.js';
import { SendBuffer } from './send-buffer.js';

interface Transmission {
  readonly text: string;
  confirm(): Promise<void>;
  fail(message?: string, name?: string): Promise<void>;
}

/** Redis as the test plays it: everything that is transmitted waits for its answer. */
class PlayedRedis {
  readonly clock = new FakeClock();
  readonly counters = createBusCounters();
  readonly link = { isUp: true };
  readonly sent: Transmission[] = [];
  readonly buffer: SendBuffer;
  /** Seconds from sending to each failure. */
  readonly failures: unknown[] = [];

  constructor(limits: { limitBytes?: number; failureGrace?: number } = {}) {
    const { clock, counters, link } = this;
    this.buffer = new SendBuffer({
      ...{
        clock,
        counters,
        link,
        observer: undefined,
        limitBytes: 1000,
        limitAge: 30_000,
        failureGrace: 0,
        ...limits,
      },
      report: (_operation, _error, seconds) => {
        this.failures.push(seconds);
        counters.errors.publish += 1;
      },
      transmit: (parcel) => this.transmit(parcel),
    });
    clock.every(250, () => this.buffer.check());
  }

  get texts(): string[] {
    return this.sent.map(({ text }) => text);
  }

  say(...texts: string[]): void {
    for (const text of texts) this.buffer.send({ lane: 0, room: 'r', payload: Buffer.from(text) });
  }

  /** The connection is cut, and nothing that was sent over it is answered any more. */
  cut(): void {
    this.link.isUp = false;
    this.buffer.lost();
  }

  comeBack(): void {
    this.link.isUp = true;
    this.buffer.ready();
    this.clock.settle();
  }

  private transmit({ payload }: Parcel): Promise<void> {
    return new Promise((resolve, reject) => {
      this.sent.push({
        text: payload.toString(),
        confirm: async () => resolve(),
        fail: async (message = 'Connection is closed.', name = 'Error') =>
          reject(Object.assign(new Error(message), { name })),
      });
    });
  }
}

async function answer(transmissions: readonly (Transmission | undefined)[]): Promise<void> {
  for (const transmission of transmissions) await transmission?.confirm();
  await Promise.resolve();
}

test('what is confirmed is forgotten', async () => {
  const redis = new PlayedRedis();
  redis.say('one', 'two');
  expect(redis.buffer).toMatchObject({ bytes: 6, packets: 2, isFlowing: true });
  await answer(redis.sent);
  expect(redis.buffer).toMatchObject({ bytes: 0, packets: 0, isFlowing: true });
  expect(redis.counters).toMatchObject({ published: 2, publishedBytes: 6 });
});

test('after a cut, all that was not confirmed goes again, before what came meanwhile', async () => {
  const redis = new PlayedRedis();
  redis.say('one', 'two', 'three');
  await answer(redis.sent.slice(0, 1));
  redis.cut();
  redis.say('four');
  expect(redis.buffer.isFlowing).toBe(false);
  redis.comeBack();
  expect(redis.texts).toEqual(['one', 'two', 'three', 'two', 'three', 'four']);
  await answer(redis.sent);
  expect(redis.buffer).toMatchObject({ packets: 0, isFlowing: true });
  expect(redis.counters.published).toBe(4);
});

test('a long backlog goes a thousand packets a turn, and nothing overtakes it', () => {
  const redis = new PlayedRedis({ limitBytes: 1_000_000 });
  const texts = Array.from({ length: 2500 }, (_, index) => `${index}`);
  redis.cut();
  redis.say(...texts);
  redis.link.isUp = true;
  redis.buffer.ready();
  expect(redis.sent).toHaveLength(1000);
  redis.say('last');
  redis.clock.endTick();
  expect(redis.sent).toHaveLength(2000);
  redis.clock.settle();
  expect(redis.texts).toEqual([...texts, 'last']);
});

test('a reply that is a second late holds what comes after it, until it is there', async () => {
  const redis = new PlayedRedis();
  redis.say('one');
  redis.clock.advance(1500);
  redis.say('two');
  expect(redis.texts).toEqual(['one']);
  expect(redis.buffer.isFlowing).toBe(false);
  await answer(redis.sent);
  expect(redis.texts).toEqual(['one', 'two']);
});

test('after a failure one packet goes first and the rest when it has arrived', async () => {
  const redis = new PlayedRedis();
  redis.say('one', 'two');
  await redis.sent[0]?.fail();
  await redis.sent[1]?.fail();
  redis.clock.advance(250);
  expect(redis.texts.slice(2)).toEqual(['one']);
  await redis.sent[2]?.fail('CLUSTERDOWN The cluster is down', 'ReplyError');
  redis.clock.advance(250);
  expect(redis.texts.slice(3)).toEqual(['one']);
  await answer([redis.sent[3]]);
  expect(redis.texts.slice(4)).toEqual(['two']);
  expect(redis.counters.errors.publish).toBe(3);
});

test('after a failure, those who are to hear it get time to come back', async () => {
  const redis = new PlayedRedis({ failureGrace: 1000 });
  redis.say('one');
  await redis.sent[0]?.fail();
  redis.clock.advance(900);
  expect(redis.texts).toEqual(['one']);
  redis.clock.advance(250);
  expect(redis.texts).toEqual(['one', 'one']);
});

test('what turns out to have been confirmed is not sent again', async () => {
  const redis = new PlayedRedis();
  redis.say('one', 'two');
  await redis.sent[0]?.fail();
  await answer([redis.sent[1]]);
  redis.clock.advance(250);
  expect(redis.texts.slice(2)).toEqual(['one']);
  await answer([redis.sent[2]]);
  expect(redis.buffer).toMatchObject({ packets: 0, isFlowing: true });
});

test('what Redis refuses is dropped, and holds nothing up', async () => {
  const redis = new PlayedRedis();
  redis.say('one', 'two');
  await redis.sent[0]?.fail('NOPERM this user has no permissions', 'ReplyError');
  await answer([redis.sent[1]]);
  expect(redis.counters).toMatchObject({ published: 1, dropped: { refused: 1 } });
  expect(redis.buffer).toMatchObject({ packets: 0, isFlowing: true });
});

test('when the buffer is full the oldest goes, and nothing more is accepted', () => {
  const redis = new PlayedRedis({ limitBytes: 10 });
  redis.cut();
  redis.say('aaaa', 'bbbb');
  expect(redis.buffer.accepts()).toBe(true);
  redis.say('cccc', 'dd');
  expect(redis.buffer.accepts()).toBe(false);
  expect(redis.counters.dropped.buffer_full).toBe(1);
  redis.comeBack();
  expect(redis.texts).toEqual(['bbbb', 'cccc', 'dd']);
});

test('what was accepted drives out nobody else, whatever its size', () => {
  const redis = new PlayedRedis({ limitBytes: 100 });
  redis.cut();
  let count = 0;
  for (; redis.buffer.accepts(); count += 1) redis.say('x'.repeat(9));
  expect(count).toBe(12);
  expect(redis.counters.dropped.buffer_full).toBe(0);
  redis.say('unasked');
  expect(redis.counters.dropped.buffer_full).toBe(1);
  expect(redis.buffer.accepts()).toBe(false);
});

test('what has waited for 30 seconds is dropped, and then nothing is accepted before Redis is back', () => {
  const redis = new PlayedRedis();
  redis.cut();
  redis.say('old');
  redis.clock.advance(20_000);
  redis.say('young');
  expect(redis.buffer.accepts()).toBe(true);
  redis.clock.advance(10_250);
  expect(redis.counters.dropped.expired).toBe(1);
  expect(redis.buffer.accepts()).toBe(false);
  redis.comeBack();
  expect(redis.texts).toEqual(['young']);
  expect(redis.buffer.accepts()).toBe(true);
});

test('what goes now or never is refused while the bus is away, when it is cut, and when no reply comes', async () => {
  const redis = new PlayedRedis();
  const now = () => redis.buffer.sendNow({ lane: 0, room: 'r', payload: Buffer.from('now') });
  const refused = { name: 'PusherError', key: 'backend' };
  const cut = expect(now()).rejects.toMatchObject(refused);
  redis.cut();
  await cut;
  await expect(now()).rejects.toMatchObject(refused);
  redis.comeBack();
  expect(redis.texts).toEqual(['now']);
  const late = expect(now()).rejects.toMatchObject(refused);
  redis.clock.advance(1500);
  await late;
  await answer(redis.sent);
  const sent = now();
  await answer([redis.sent.at(-1)]);
  await expect(sent).resolves.toBeUndefined();
});

test('a lane that is held up holds up no other', async () => {
  const redis = new PlayedRedis();
  redis.say('held');
  redis.clock.advance(1500);
  redis.buffer.send({ lane: 1, room: 's', payload: Buffer.from('other') });
  expect(redis.texts).toEqual(['held', 'other']);
});

test('a failure is told with the time from its own sending', async () => {
  const redis = new PlayedRedis();
  redis.clock.advance(500);
  redis.say('one');
  redis.clock.advance(200);
  await redis.sent[0]?.fail();
  await Promise.resolve();
  expect(redis.failures).toEqual([0.2]);
});
