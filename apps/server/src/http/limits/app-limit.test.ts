import { FakeClock } from '@shoal/core/testing';
import { AppLimit } from './app-limit.js';
import { LocalLimits } from './local-limits.js';
import { RateLimitedError } from './window-limiter.js';

function createLimit() {
  const checked: [limiter: string, allowed: boolean, appId: string | undefined][] = [];
  const metrics = {
    rateLimitChecked: (limiter: string, allowed: boolean, appId?: string) => {
      checked.push([limiter, allowed, appId]);
    },
  };
  const limits = new LocalLimits(new FakeClock());
  return { checked, limit: new AppLimit({ limiter: 'backend_event', metrics, limits }) };
}

test('what is left is told with every answer, and a refusal says when to come again', () => {
  const { checked, limit } = createLimit();
  const headers = { 'X-RateLimit-Limit': '3', 'X-RateLimit-Remaining': '1', 'X-RateLimit-Reset': '1' };
  expect(limit.take('a', 3, 2)).toEqual(headers);
  const refusal = { ...headers, 'X-RateLimit-Remaining': '0', 'Retry-After': '1' };
  expect(() => limit.take('a', 3, 2)).toThrow(expect.objectContaining({ headers: refusal }));
  expect(() => limit.take('a', 3, 4)).toThrow(RateLimitedError);
  expect(checked).toEqual([
    ['backend_event', true, 'a'],
    ['backend_event', false, 'a'],
    ['backend_event', false, 'a'],
  ]);
});

test('an app without a limit is not counted', () => {
  const { limit, checked } = createLimit();
  expect(limit.take('a', undefined, 1)).toBeUndefined();
  expect(checked).toEqual([]);
});
