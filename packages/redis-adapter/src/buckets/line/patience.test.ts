import { Patience } from './patience.js';

test('a second over several looks is too long', () => {
  const patience = new Patience();
  const looks = [100, 400, 700, 999, 1000].map((now) => patience.isOver(0, now));
  expect(looks).toEqual([false, false, false, false, true]);
});

test('a process that did not look for a long time looks a few times more before it blames anybody', () => {
  const patience = new Patience();
  const looks = [100, 5000, 5100, 5200].map((now) => patience.isOver(0, now));
  expect(looks).toEqual([false, false, false, true]);
});

test('every command has its own second', () => {
  const patience = new Patience();
  for (const now of [300, 600, 900]) patience.isOver(0, now);
  expect([1000, 1300, 1600, 1899].map((now) => patience.isOver(900, now))).toEqual(Array(4).fill(false));
  expect(patience.isOver(900, 1900)).toBe(true);
  expect(patience.isOver(undefined, 9000)).toBe(false);
});
