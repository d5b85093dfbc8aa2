import { SimulatedClock } from '../testing/simulated-clock.js';
import { FailureLog } from './failure-log.js';

test('a failure is said at once, and the next ones at most every 30 s, with how many were left out', () => {
  const clock = new SimulatedClock(0);
  const lines: unknown[] = [];
  const failures = new FailureLog({ clock, log: { warn: (_message, fields) => lines.push(fields) } });
  failures.report(new Error('refused'));
  clock.jump(29_999);
  failures.report(new Error('refused'));
  failures.report(new Error('refused'));
  expect(lines).toEqual([{ error: 'refused', repeats: 0 }]);
  clock.jump(30_000);
  failures.report('no error at all');
  expect(lines.slice(1)).toEqual([{ error: 'no error at all', repeats: 2 }]);
});
