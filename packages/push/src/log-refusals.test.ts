import { logRefusals } from './log-refusals.js';
import { CountingObserver } from './testing/counting-observer.js';

test('a refusal is a line of the log in the words of operators, and the observer hears everything', () => {
  const observer = new CountingObserver();
  const lines: object[] = [];
  const logging = logRefusals(observer, { warn: (message, fields) => lines.push({ message, ...fields }) });
  logging.refused({ appId: 'app', publishId: 'pub_1', provider: 'webPush', error: 'Gone' });
  logging.delivered('app', 'failed', 3);
  logging.dispatched('app', 'webPush', { outcome: 'device_terminal', seconds: 1 });
  expect(lines).toEqual([
    {
      ...{ message: 'push delivery failed', app_id: 'app', publish_id: 'pub_1' },
      ...{ provider: 'webpush', error: 'Gone' },
    },
  ]);
  expect(observer.refusals).toEqual(['Gone']);
  expect(observer.count('delivered failed')).toBe(3);
  expect(observer.count('dispatched device_terminal')).toBe(1);
});
