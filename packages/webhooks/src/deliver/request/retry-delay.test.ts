import type { RetryPolicy } from '../../endpoint/endpoint.js';
import { type FailedAttempt, retryDelay } from './retry-delay.js';

const policy: RetryPolicy = {
  isEnabled: true,
  maxElapsed: 300_000,
  initialBackoff: 1_000,
  maxBackoff: 60_000,
};

const delay = (count: number, values: Partial<FailedAttempt & RetryPolicy> = {}) =>
  retryDelay(
    { ...policy, ...values },
    { attempts: { count, firstAt: 5_000 }, now: 5_000, retryAfter: undefined, random: 1, ...values },
  );

test('waits double up to the longest', () => {
  expect([1, 2, 3, 6, 7, 8, 2_000].map((count) => delay(count))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
  ]);
});

test('chance takes at most half of a wait', () => {
  expect(delay(3, { random: 0 })).toBe(2_000);
  expect(delay(3, { random: 0.5 })).toBe(3_000);
});

test('an endpoint that asks for more time gets it', () => {
  expect(delay(1, { retryAfter: 20_000 })).toBe(20_000);
  expect(delay(7, { retryAfter: 20_000 })).toBe(60_000);
});

test('no wait goes beyond the deadline, and nothing comes after it', () => {
  expect(delay(9, { now: 300_000 })).toBe(5_000);
  expect(delay(1, { retryAfter: 3_600_000 })).toBe(300_000);
  expect(delay(9, { now: 305_000 })).toBeUndefined();
});

test('no more attempts than there may be', () => {
  expect(delay(2, { maxAttempts: 3 })).toBe(2_000);
  expect(delay(3, { maxAttempts: 3 })).toBeUndefined();
  expect(delay(1, { isEnabled: false })).toBeUndefined();
});
