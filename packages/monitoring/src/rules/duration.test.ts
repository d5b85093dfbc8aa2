import { divideDuration } from './duration.js';

test.each([
  ['5m', 60, '5s'],
  ['1h', 60, '1m'],
  ['3d', 60, '1h12m'],
  ['1h30m', 1, '1h30m'],
  ['15s', 60, '250ms'],
  ['0s', 60, '0s'],
])('%s / %d is %s', (duration, divisor, expected) => {
  expect(divideDuration(duration, divisor)).toBe(expected);
});

test('a unit that is none is refused', () => {
  expect(() => divideDuration('5x', 60)).toThrow('5x');
});
