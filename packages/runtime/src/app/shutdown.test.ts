import { EventEmitter } from 'node:events';
import { captureLog } from '../logging/testing/capture.js';
import { Shutdown, type ShutdownOptions } from './shutdown.js';

beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
afterEach(() => jest.useRealTimers());

/** A process of paper: signals are events, and exiting is an event as well. */
function createProcess(options: Partial<ShutdownOptions> = {}) {
  const source = new EventEmitter();
  const log = captureLog();
  const codes: number[] = [];
  let tellExit: (code: number) => void;
  const exited = new Promise<number>((resolve) => {
    tellExit = resolve;
  });
  const exit = (code: number) => {
    codes.push(code);
    tellExit(code);
  };
  const shutdown = new Shutdown({
    logger: log.logger,
    deadlineMs: 60_000,
    process: source,
    exit,
    ...options,
  });
  return { source, shutdown, exited, codes, log };
}

const never = () => new Promise<void>(() => undefined);

test('steps run one after another, the last registered first', async () => {
  const { shutdown } = createProcess();
  const order: string[] = [];
  for (const name of ['log', 'store', 'server']) {
    shutdown.register(name, async () => {
      order.push(`${name} begins`);
      await Promise.resolve();
      order.push(`${name} ends`);
    });
  }
  expect(await shutdown.run('signal')).toBe(0);
  expect(order).toEqual([
    'server begins',
    'server ends',
    'store begins',
    'store ends',
    'log begins',
    'log ends',
  ]);
});

test.each([
  ['SIGTERM', 'signal'],
  ['SIGINT', 'interrupt'],
])('%s runs them and exits with 0', async (signal, reason) => {
  const { source, shutdown, exited } = createProcess();
  const close = jest.fn();
  shutdown.register('server', close);
  shutdown.listen();
  expect(shutdown.started).toBe(false);
  source.emit(signal, signal);
  expect(shutdown.started).toBe(true);
  expect(await exited).toBe(0);
  expect(close).toHaveBeenCalledWith({ reason, deadline: expect.any(AbortSignal) });
});

test('they run once, however often they are asked for', async () => {
  const { shutdown } = createProcess();
  const close = jest.fn();
  shutdown.register('server', close);
  await Promise.all([shutdown.run('signal'), shutdown.run('signal')]);
  expect(close).toHaveBeenCalledTimes(1);
});

test.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
])('a second signal (%s) exits at once', (signal, code) => {
  const { source, shutdown, codes } = createProcess();
  shutdown.register('server', never);
  shutdown.listen();
  source.emit('SIGTERM', 'SIGTERM');
  expect(codes).toEqual([]);
  source.emit(signal, signal);
  expect(codes).toEqual([code]);
});

test('a step that fails is logged, the others run, and the code is 1', async () => {
  const { shutdown, log } = createProcess();
  const first = jest.fn();
  shutdown.register('first', first);
  shutdown.register('broken', () => {
    throw new Error('no way');
  });
  expect(await shutdown.run('signal')).toBe(1);
  expect(first).toHaveBeenCalled();
  expect(log.lines()).toMatchObject([
    { level: 'error', message: 'shutdown step failed', step: 'broken', error: 'no way' },
  ]);
});

test('when the deadline passes, the step at fault is named and nothing more is waited for', async () => {
  const { shutdown, log } = createProcess();
  const first = jest.fn();
  let aborted = false;
  shutdown.register('first', first);
  shutdown.register('stuck', ({ deadline }) => {
    deadline.addEventListener('abort', () => {
      aborted = true;
    });
    return never();
  });
  const code = shutdown.run('signal');
  await jest.advanceTimersByTimeAsync(59_999);
  expect(aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(1);
  expect(await code).toBe(1);
  expect(aborted).toBe(true);
  expect(first).not.toHaveBeenCalled();
  expect(log.lines()).toMatchObject([{ message: 'shutdown deadline passed', step: 'stuck' }]);
});

test('the deadline leaves no timer behind', async () => {
  const { shutdown } = createProcess();
  await shutdown.run('signal');
  expect(jest.getTimerCount()).toBe(0);
});

test.each([['uncaughtException'], ['unhandledRejection']])(
  '%s is logged, steps run, and the code is 1',
  async (event) => {
    const { source, shutdown, exited, log } = createProcess();
    const close = jest.fn();
    shutdown.register('server', close);
    shutdown.listen();
    source.emit(event, new Error('out of order'));
    expect(await exited).toBe(1);
    expect(close).toHaveBeenCalledWith(expect.objectContaining({ reason: 'crash' }));
    expect(log.lines()).toMatchObject([
      { level: 'error', error: 'out of order', error_stack: expect.stringContaining('shutdown.test') },
    ]);
  },
);

test('a crash has a short deadline of its own', async () => {
  const { source, shutdown, exited } = createProcess({ crashDeadlineMs: 2_000 });
  shutdown.register('stuck', never);
  shutdown.listen();
  source.emit('unhandledRejection', 'just text');
  await jest.advanceTimersByTimeAsync(2_000);
  expect(await exited).toBe(1);
});

test('a crash during the shutdown exits at once', () => {
  const { source, shutdown, codes } = createProcess();
  shutdown.register('stuck', never);
  shutdown.listen();
  source.emit('SIGTERM', 'SIGTERM');
  source.emit('uncaughtException', new Error('worse'));
  expect(codes).toEqual([1]);
});

test('a failed start closes what was opened and ends with 1', async () => {
  const { shutdown } = createProcess();
  const close = jest.fn();
  shutdown.register('store', close);
  expect(await shutdown.run('failed start')).toBe(1);
  expect(close).toHaveBeenCalled();
});

test('listening can be taken back', () => {
  const { source, shutdown } = createProcess();
  shutdown.listen()();
  expect(source.eventNames()).toEqual([]);
});
