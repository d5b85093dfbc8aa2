import { FakeClock } from '@shoal/core/testing';
import { AppLimit, type AppLimitParts } from './app-limit.js';
import { RateLimitedError } from './window-limiter.js';

function createLimit(shared?: AppLimitParts['shared']) {
  const clock = new FakeClock();
  const checked: [limiter: string, allowed: boolean, appId: string | undefined][] = [];
  const metrics = {
    rateLimitChecked: (limiter: string, allowed: boolean, appId?: string) => {
      checked.push([limiter, allowed, appId]);
    },
  };
  return { clock, checked, limit: new AppLimit({ limiter: 'backend_event', metrics, clock, shared }) };
}

const headers = (limit: number, remaining: number) => ({
  'X-RateLimit-Limit': String(limit),
  'X-RateLimit-Remaining': String(remaining),
  'X-RateLimit-Reset': '1',
});

test('an app has so many points in a second, and then again', () => {
  const { clock, checked, limit } = createLimit();
  expect(limit.take('a', 3, 2)).toEqual(headers(3, 1));
  expect(limit.take('a', 3, 1)).toEqual(headers(3, 0));
  expect(() => limit.take('a', 3, 1)).toThrow(RateLimitedError);
  clock.advance(999);
  expect(() => limit.take('a', 3, 1)).toThrow(RateLimitedError);
  clock.advance(1);
  expect(limit.take('a', 3, 1)).toEqual(headers(3, 2));
  expect(checked.map(([, allowed]) => allowed)).toEqual([true, true, false, false, true]);
  expect(checked[0]).toEqual(['backend_event', true, 'a']);
});

test('more points than the limit are never allowed', () => {
  expect(() => createLimit().limit.take('a', 3, 4)).toThrow(RateLimitedError);
});

test('apps do not share, and one whose limit was changed starts anew', () => {
  const { limit } = createLimit();
  limit.take('a', 1, 1);
  expect(() => limit.take('a', 1, 1)).toThrow(RateLimitedError);
  expect(limit.take('b', 1, 1)).toEqual(headers(1, 0));
  expect(limit.take('a', 2, 1)).toEqual(headers(2, 1));
});

test('an app without a limit is not counted', () => {
  const { limit, checked } = createLimit();
  expect(limit.take('a', undefined, 1)).toBeUndefined();
  expect(checked).toEqual([]);
});

test('what all nodes count together decides; while nobody can tell, this process counts', () => {
  const { limit } = createLimit({ take: ({ points }) => (points === 1 ? undefined : refusal) });
  const refusal = { isAllowed: false, limit: 3, remaining: 1, resetSeconds: 1 };
  expect(() => limit.take('a', 3, 2)).toThrow(RateLimitedError);
  expect(limit.take('a', 3, 1)).toEqual(headers(3, 2));
});
