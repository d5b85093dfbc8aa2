import { retryDelay } from './connection-use.js';

it('waits longer with every attempt, up to two seconds, the last half by chance', () => {
  const least = [1, 2, 3, 7, 100, 100_000].map((attempt) => retryDelay(attempt, () => 0));
  const most = [1, 2, 3, 7, 100, 100_000].map((attempt) => retryDelay(attempt, () => 1));
  expect(least).toEqual([25, 50, 100, 1000, 1000, 1000]);
  expect(most).toEqual([50, 100, 200, 2000, 2000, 2000]);
});
