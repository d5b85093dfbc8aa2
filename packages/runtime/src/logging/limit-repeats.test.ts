import { limitRepeats } from './limit-repeats.js';
import { captureLog } from './testing/capture.js';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

const OPTIONS = { limit: 2, intervalMs: 10_000 };

const messagesOf = (lines: Record<string, unknown>[]) => lines.map(({ message }) => message);

test('lets the first lines through and says at the end how many it held back', () => {
  const { logger, lines } = captureLog();
  const limited = limitRepeats(logger, OPTIONS);
  for (let count = 0; count < 10; count++) limited.warn('connection error', { count });
  expect(lines()).toMatchObject([{ count: 0 }, { count: 1 }]);
  jest.advanceTimersByTime(10_000);
  expect(lines()[2]).toMatchObject({
    level: 'warn',
    message: 'repeated messages suppressed',
    repeated: 'connection error',
    suppressed: 8,
    interval_ms: 10_000,
  });
});

test('begins anew after the interval', () => {
  const { logger, lines } = captureLog();
  const limited = limitRepeats(logger, OPTIONS);
  for (let round = 0; round < 2; round++) {
    for (let count = 0; count < 3; count++) limited.warn('x');
    jest.advanceTimersByTime(10_000);
  }
  expect(messagesOf(lines())).toEqual([
    'x',
    'x',
    'repeated messages suppressed',
    'x',
    'x',
    'repeated messages suppressed',
  ]);
});

test('says nothing when nothing was held back', () => {
  const { logger, lines } = captureLog();
  const limited = limitRepeats(logger, OPTIONS);
  limited.warn('x');
  limited.warn('x');
  jest.advanceTimersByTime(10_000);
  expect(messagesOf(lines())).toEqual(['x', 'x']);
});

test('counts messages, levels and children apart', () => {
  const { logger, lines } = captureLog();
  const limited = limitRepeats(logger, { ...OPTIONS, limit: 1 });
  const child = limited.child({ target: 'child' });
  limited.warn('x');
  limited.warn('y');
  limited.error('x');
  child.warn('x');
  expect(lines()).toHaveLength(4);
});

test('does not count what is not logged anyway', () => {
  const { logger, lines } = captureLog({ level: 'error' });
  const limited = limitRepeats(logger, OPTIONS);
  for (let count = 0; count < 5; count++) limited.warn('x');
  jest.advanceTimersByTime(10_000);
  expect(lines()).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
});

test('closing tells what was held back and leaves no timer, for children too', () => {
  const { logger, lines } = captureLog();
  const limited = limitRepeats(logger, { ...OPTIONS, limit: 1 });
  const child = limited.child({ target: 'child' });
  for (let count = 0; count < 3; count++) child.warn('x');
  limited.close();
  expect(lines()).toMatchObject([{ message: 'x' }, { target: 'child', suppressed: 2 }]);
  expect(jest.getTimerCount()).toBe(0);
});
