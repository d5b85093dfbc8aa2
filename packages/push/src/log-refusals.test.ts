import { logRefusals } from './log-refusals.js';
import { CountingObserver } from './testing/counting-observer.js';

test('a refusal is told twice, and everything else to the observer alone', () => {
  const observer = new CountingObserver();
  const lines: unknown[] = [];
  const both = logRefusals(observer, { warn: (...line) => lines.push(line) });
  both.admitted('app', 'accepted', 0);
  both.delivered('app', 'succeeded', 7);
  both.refused({ appId: 'app', publishId: 'pub_1', provider: 'apns', error: 'BadDeviceToken' });
  expect(observer.count('admitted accepted')).toBe(1);
  expect(observer.count('delivered succeeded')).toBe(7);
  expect(observer.refusals).toHaveLength(1);
  const fields = { app_id: 'app', publish_id: 'pub_1', provider: 'apns', error: 'BadDeviceToken' };
  expect(lines).toEqual([['push delivery failed', fields]]);
});
