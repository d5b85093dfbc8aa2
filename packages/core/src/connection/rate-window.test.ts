import { RateWindow } from './rate-window.js';

const limit = { max: 2, windowSeconds: 1, terminate: false };

test('allows as many as the limit in each window, which begins with its first use', () => {
  const window = new RateWindow();
  const taken = [100, 600, 1099, 1100, 1500, 2099, 2100].map((now) => window.take(limit, now));
  expect(taken).toEqual([true, true, false, true, true, false, true]);
});

test('a limit that changes counts from now on', () => {
  const window = new RateWindow();
  expect([window.take(limit, 0), window.take(limit, 1), window.take(limit, 2)]).toEqual([true, true, false]);
  expect(window.take({ ...limit, max: 4 }, 3)).toBe(true);
});

test('a limit of none allows nothing', () => {
  expect(new RateWindow().take({ ...limit, max: 0 }, 0)).toBe(false);
});
