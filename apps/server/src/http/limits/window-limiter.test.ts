import { allowanceHeaders, RateLimitedError, WindowLimiter } from './window-limiter.js';

test('allows as many points as the limit in a window, for each key', async () => {
  const limiter = new WindowLimiter({ limit: 3, windowSeconds: 60 });
  expect(await limiter.take('a', 2)).toMatchObject({ isAllowed: true, remaining: 1, limit: 3 });
  expect(await limiter.take('a')).toMatchObject({ isAllowed: true, remaining: 0 });
  const refused = await limiter.take('a');
  expect(refused).toMatchObject({ isAllowed: false, remaining: 0 });
  expect(refused.resetSeconds).toBeGreaterThan(55);
  expect(refused.resetSeconds).toBeLessThanOrEqual(60);
  expect(await limiter.take('__proto__')).toMatchObject({ isAllowed: true });
});

test('more points than the limit are never allowed', async () => {
  expect(await new WindowLimiter({ limit: 3, windowSeconds: 60 }).take('a', 4)).toMatchObject({
    isAllowed: false,
    remaining: 0,
  });
});

test('the headers say when to come again only to whom was refused', () => {
  const allowance = { limit: 3, remaining: 1, resetSeconds: 5 };
  const headers = { 'X-RateLimit-Limit': '3', 'X-RateLimit-Remaining': '1', 'X-RateLimit-Reset': '5' };
  expect(allowanceHeaders({ ...allowance, isAllowed: true })).toEqual(headers);
  expect(new RateLimitedError({ ...allowance, isAllowed: false }).headers).toEqual({
    ...headers,
    'Retry-After': '5',
  });
});
