import { createServerFixture } from '../../test/server-fixture.js';

const apps = 400;

it('others run many times while a page of 100,000 series is written', async () => {
  const { metrics } = createServerFixture({ prefix: 'sockudo_' });
  for (let number = 0; number < apps; number += 1) metrics.observer.countersOf(`app-${number}`);
  await metrics.registry.print('text');
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns += 1;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  const page = (await metrics.registry.print('text')).join('');
  isDone = true;
  const series = page.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(series.length).toBeGreaterThan(100_000);
  // Every slice takes two milliseconds, and writing all of it many times as long.
  expect(turns).toBeGreaterThan(20);
});
