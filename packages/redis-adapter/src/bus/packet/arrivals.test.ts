import { Arrivals } from './arrivals.js';

function packet(sequence: number, { origin = 'a', isFirst = false } = {}) {
  return { origin, sequence, isFirst };
}

test('the first packet of an origin is taken whatever its number, and the next one follows it', () => {
  const arrivals = new Arrivals();
  expect([17, 18, 19].map((sequence) => arrivals.note(packet(sequence)))).toEqual(['next', 'next', 'next']);
});

test('what came before, or is older than what came, is a duplicate', () => {
  const arrivals = new Arrivals();
  arrivals.note(packet(5));
  arrivals.note(packet(6));
  expect([5, 6, 1, 7].map((sequence) => arrivals.note(packet(sequence)))).toEqual([
    'duplicate',
    'duplicate',
    'duplicate',
    'next',
  ]);
});

test('a jump is a gap, once; of two that changed places the later is taken and the earlier dropped', () => {
  const arrivals = new Arrivals();
  arrivals.note(packet(1));
  expect([3, 2, 4].map((sequence) => arrivals.note(packet(sequence)))).toEqual(['gap', 'duplicate', 'next']);
});

test('a count that begins anew is no gap, and a lost beginning is one', () => {
  const arrivals = new Arrivals();
  arrivals.note(packet(1));
  expect(arrivals.note(packet(100, { isFirst: true }))).toBe('next');
  expect(arrivals.note(packet(201))).toBe('gap');
});

test('origins count by themselves', () => {
  const arrivals = new Arrivals();
  arrivals.note(packet(1));
  expect(arrivals.note(packet(1, { origin: 'b' }))).toBe('next');
  expect(arrivals.note(packet(2, { origin: 'b' }))).toBe('next');
});

test('forgets the origin that was heard longest ago', () => {
  const arrivals = new Arrivals(2);
  arrivals.note(packet(1));
  arrivals.note(packet(1, { origin: 'b' }));
  arrivals.note(packet(2));
  arrivals.note(packet(1, { origin: 'c' }));
  expect(arrivals.note(packet(2))).toBe('duplicate');
  expect(arrivals.note(packet(1, { origin: 'b' }))).toBe('next');
});
