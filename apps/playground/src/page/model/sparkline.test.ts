import { sparklinePoints } from './sparkline.js';

const size = { width: 100, height: 40, capacity: 11 };

it('ends at the right edge, with the largest value at the top and zero at the bottom', () => {
  expect(sparklinePoints([0, 10, 5], size)).toBe('80,40 90,0 100,20');
});

it('fills the width when there are as many values as it can hold', () => {
  const points = sparklinePoints(Array(11).fill(1), size).split(' ');
  expect([points[0], points[10]]).toEqual(['0,0', '100,0']);
});

it('has nothing to draw without values', () => {
  expect(sparklinePoints([], size)).toBe('');
  expect(sparklinePoints([0], size)).toBe('100,40');
});
