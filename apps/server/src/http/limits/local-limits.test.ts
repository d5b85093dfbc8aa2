import { FakeClock } from '@shoal/core/testing';
import { LocalLimits } from './local-limits.js';

const request = { limiter: 'backend_event', appId: 'a', limit: 3, points: 1 } as const;

test('an app has so many points in a second, and then again', () => {
  const clock = new FakeClock();
  const limits = new LocalLimits(clock);
  expect(limits.take({ ...request, points: 2 })).toEqual({
    ...{ isAllowed: true, limit: 3 },
    ...{ remaining: 1, resetSeconds: 1 },
  });
  expect(limits.take(request)).toMatchObject({ isAllowed: true, remaining: 0 });
  expect(limits.take(request)).toMatchObject({ isAllowed: false, remaining: 0, resetSeconds: 1 });
  clock.advance(999);
  expect(limits.take(request)).toMatchObject({ isAllowed: false });
  clock.advance(1);
  expect(limits.take(request)).toMatchObject({ isAllowed: true, remaining: 2 });
});

test('all of the points are taken or none', () => {
  const limits = new LocalLimits(new FakeClock());
  expect(limits.take({ ...request, points: 4 })).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(limits.take({ ...request, points: 3 })).toMatchObject({ isAllowed: true, remaining: 0 });
});

test('apps and limits do not share, and an app whose limit was changed starts anew', () => {
  const limits = new LocalLimits(new FakeClock());
  limits.take({ ...request, limit: 1 });
  expect(limits.take({ ...request, limit: 1 })).toMatchObject({ isAllowed: false });
  expect(limits.take({ ...request, limit: 1, appId: 'b' })).toMatchObject({ isAllowed: true });
  expect(limits.take({ ...request, limit: 1, limiter: 'read_request' })).toMatchObject({ isAllowed: true });
  expect(limits.take({ ...request, limit: 2 })).toMatchObject({ isAllowed: true, remaining: 1 });
});
