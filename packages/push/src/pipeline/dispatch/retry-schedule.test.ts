import { defaultPushSettings } from '../../push-settings.js';
import { type FailedAttempt, RetrySchedule } from './retry-schedule.js';

const { retry } = defaultPushSettings;
const NOW = 1_000_000;
const DAY_MS = 86_400_000;

function next(values: Partial<FailedAttempt>, random = 0.5) {
  const failed = { attempts: 1, firstAttemptAtMs: NOW, now: NOW, retryAfter: 0, expiresAtMs: undefined };
  const schedule = new RetrySchedule({ ...retry, maxAttempts: 10 }, () => random);
  const result = schedule.next({ ...failed, ...values });
  return result.kind === 'retry' ? result.notBeforeMs - NOW : result.kind;
}

test('waits double from a second to a minute, a fifth more or less', () => {
  expect([1, 2, 3, 6, 7, 9].map((attempts) => next({ attempts }))).toEqual([
    1_000, 2_000, 4_000, 32_000, 60_000, 60_000,
  ]);
  expect([next({}, 0), next({}, 0.999_999)]).toEqual([800, 1_200]);
});

test('the provider says when it is not too early', () => {
  expect(next({ retryAfter: 90_000 })).toBe(90_000);
  expect(next({ retryAfter: 10 })).toBe(1_000);
});

test('what would come too late expires, or is given up', () => {
  expect(next({ expiresAtMs: NOW + 1_000 })).toBe('expired');
  expect(next({ expiresAtMs: NOW + 1_001 })).toBe(1_000);
  expect(next({ firstAttemptAtMs: NOW - DAY_MS + 1_000 })).toBe(1_000);
  expect(next({ firstAttemptAtMs: NOW - DAY_MS + 999 })).toBe('exhausted');
  expect(next({ retryAfter: DAY_MS + 1 })).toBe('exhausted');
  expect(next({ attempts: 10 })).toBe('exhausted');
});
