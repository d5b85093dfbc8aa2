import { createServerFixture } from '../../test/server-fixture.js';

const apps = 400;

/** The turns of the event loop in which others ran, until `work` was done. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await work;
  isDone = true;
  return turns;
}

function createLargeFixture() {
  const fixture = createServerFixture({ prefix: 'sockudo_' });
  for (let number = 0; number < apps; number += 1) {
    const counters = fixture.metrics.observer.countersOf(`app-${number}`);
    counters.messagesSent = number;
    fixture.tables.set(`app-${number}`, { connections: number, channels: { public: 2, presence: 1 } });
  }
  return fixture;
}

it('others run many times while a page of 100,000 series is written', async () => {
  const { metrics } = createLargeFixture();
  await metrics.registry.metrics();
  const printing = metrics.registry.metrics();
  // Every slice takes a millisecond, and writing all of it many times as long.
  expect(await turnsDuring(printing)).toBeGreaterThan(20);
  const lines = (await printing).split('\n');
  const series = lines.filter((line) => line !== '' && !line.startsWith('#'));
  expect(series.length).toBeGreaterThan(100_000);
});

it('each of many numbers is copied by itself', async () => {
  const { registry } = createServerFixture().metrics;
  const collected: number[] = [];
  let turn = 0;
  for (let collector = 0; collector < 3; collector += 1) {
    registry.beforeScrape(() => {
      collected.push(turn);
      const end = performance.now() + 2;
      while (performance.now() < end);
    });
  }
  const count = () => {
    turn += 1;
    if (collected.length < 3) setImmediate(count);
  };
  setImmediate(count);
  await registry.collect();
  expect(new Set(collected).size).toBe(3);
});
