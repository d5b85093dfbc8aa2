import { falling, noneAllowed, rising, thresholdSteps } from './thresholds.js';

it.each([
  [
    'more is worse',
    rising(70, 90),
    [
      [null, 'green'],
      [70, 'orange'],
      [90, 'red'],
    ],
  ],
  [
    'less is worse',
    falling(95, 80),
    [
      [null, 'red'],
      [80, 'orange'],
      [95, 'green'],
    ],
  ],
  [
    'anything is bad',
    noneAllowed,
    [
      [null, 'green'],
      [1, 'red'],
    ],
  ],
  ['nothing is bad', undefined, [[null, 'blue']]],
])('%s', (_, thresholds, steps) => {
  expect(thresholdSteps(thresholds).map(({ value, color }) => [value, color])).toEqual(steps);
});
