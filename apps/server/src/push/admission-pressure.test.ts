import { memoryPushStores } from '@shoal/push';
import { admissionPressure } from './admission-pressure.js';

const observer = { processed() {}, failed() {}, reachable() {} };
const data = { appId: 'app', publishId: 'p' };

async function pressure(values: Partial<Parameters<typeof admissionPressure>[0]>, waiting = 3) {
  const stores = memoryPushStores({ observer, maxDeadLetters: 10 });
  await stores.plans.add(Array.from({ length: waiting }, (_, index) => ({ id: `job-${index}`, data })));
  return admissionPressure({ isForced: false, retryAfter: 5_000, ...values }, stores).retryAfter();
}

test('without limits nothing is too much', async () => {
  expect(await pressure({})).toBeUndefined();
});

test('more than is configured is, and callers are told the seconds to wait', async () => {
  expect(await pressure({ maxPlans: 3 })).toBeUndefined();
  expect(await pressure({ maxPlans: 2 })).toBe(5);
});

test('an operator can refuse everything', async () => {
  expect(await pressure({ isForced: true, retryAfter: 1_500 }, 0)).toBe(2);
});
