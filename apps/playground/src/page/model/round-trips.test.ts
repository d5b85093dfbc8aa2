import { RoundTrips } from './round-trips.js';

const content = (data: unknown) => ({ channel: 'lobby', event: 'greeting', data });

it('measures from the start of an event to its arrival, once', () => {
  const trips = new RoundTrips();
  trips.start(content({ n: 1 }), 1000);
  expect(trips.finish(content({ n: 1 }), 1012)).toBe(12);
  expect(trips.finish(content({ n: 1 }), 1013)).toBeUndefined();
});

it('knows events of others by their content', () => {
  const trips = new RoundTrips();
  trips.start(content('a'), 0);
  expect(trips.finish(content('b'), 1)).toBeUndefined();
  expect(trips.finish({ ...content('a'), channel: 'other' }, 1)).toBeUndefined();
  expect(trips.finish({ ...content('a'), event: 'other' }, 1)).toBeUndefined();
});

it('forgets the oldest of more than a hundred under way', () => {
  const trips = new RoundTrips();
  for (let n = 0; n <= 100; n += 1) trips.start(content(n), n);
  expect(trips.finish(content(0), 500)).toBeUndefined();
  expect(trips.finish(content(1), 500)).toBe(499);
  expect(trips.finish(content(100), 500)).toBe(400);
});
