import { FakeClock } from '@shoal/core/testing';
import { ScriptReply } from '../buckets/script-reply.js';
import type { LimitBucket } from './limit-bucket.js';
import { SharedClock } from './shared-clock.js';

/** A server whose time is ahead, and the node that asks it. */
function createServer() {
  const clock = new FakeClock();
  const server = { ahead: 5_000, there: 1, back: 1, asked: 0 };
  const bucket: LimitBucket = {
    ask: () =>
      new Promise((resolve) => {
        server.asked += 1;
        const { there, back } = server;
        clock.after(there, () => {
          const reply = new ScriptReply('OK', 'epoch', [clock.now() + server.ahead]);
          clock.after(back, () => resolve(reply));
        });
      }),
  };
  let register = (): void => {};
  const buckets = {
    all: [bucket],
    of: () => bucket,
    onRegistered(listener: (bucket: LimitBucket) => void) {
      register = () => listener(bucket);
    },
  };
  const shared = new SharedClock({ buckets, clock });
  const pass = async (milliseconds: number): Promise<void> => {
    for (let left = milliseconds; left > 0; left -= 1) {
      clock.advance(1);
      for (let turn = 0; turn < 3; turn += 1) await undefined;
    }
  };
  /** How far ahead the node takes the server to be, at least and at most. */
  const read = (): number[] => {
    const { from, to } = shared.read();
    return [from - clock.now(), to - clock.now()];
  };
  return { clock, server, shared, pass, read, register: () => register() };
}

test('is unknown at first, then right to half a round trip and a millisecond', async () => {
  const { server, shared, pass, read, register } = createServer();
  server.there = 4;
  server.back = 0;
  expect(shared.read()).toMatchObject({ isShared: false });
  register();
  await pass(4);
  expect(shared.read()).toMatchObject({ isShared: true });
  // As if both ways had taken 2 ms.
  expect(read()).toEqual([4_999, 5_005]);
});

test('the most exact of several answers holds', async () => {
  const { server, pass, read, register } = createServer();
  server.back = 301;
  register();
  await pass(100);
  server.back = 1;
  await pass(1_900);
  const [from = 0, to = 0] = read();
  expect(from).toBeLessThanOrEqual(5_000);
  expect(to).toBeGreaterThanOrEqual(5_000);
  expect(to - from).toBeLessThan(8);
});

test('a node at rest asks nothing; one that reads asks again every 3 s', async () => {
  const { server, clock, pass, read, register } = createServer();
  register();
  await pass(2_000);
  expect([server.asked, clock.timers]).toEqual([8, 0]);
  await pass(60_000);
  expect(server.asked).toBe(8);
  read();
  await pass(2_999);
  read();
  expect(server.asked).toBe(9);
  await pass(1);
  read();
  expect(server.asked).toBe(10);
});

test('tells what the server said at a time of the node, as soon as it has said anything', async () => {
  const { clock, shared, pass, register } = createServer();
  expect(shared.at(clock.now())).toBeUndefined();
  register();
  await pass(2);
  expect(shared.at(clock.now() - 700)).toBe(clock.now() + 5_000 - 700);
});

test('another time is taken over, however long the answer took', async () => {
  const { server, pass, read, register } = createServer();
  register();
  await pass(2_000);
  server.ahead = -5_000;
  server.there = 20;
  register();
  await pass(21);
  expect(read()[1]).toBeLessThan(-4_900);
});
