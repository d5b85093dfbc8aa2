import { LOG_LEVELS } from './logger.js';
import { captureLog } from './testing/capture.js';

describe('a JSON line', () => {
  test('is one object with its keys in order', () => {
    const { logger, text, lines } = captureLog();
    logger.child({ target: 'sockudo_push' }).warn('push delivery failed', {
      app_id: 'app-id',
      publish_id: 'pub_123',
      provider: 'apns',
      error: 'BadDeviceToken',
    });
    expect(text()).toMatch(/^\{.*\}\n$/);
    const [line = {}] = lines();
    expect(Object.keys(line)).toEqual([
      'timestamp',
      'level',
      'target',
      'message',
      'app_id',
      'publish_id',
      'provider',
      'error',
      'node',
      'pid',
    ]);
    expect(line).toEqual({
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: 'warn',
      target: 'sockudo_push',
      message: 'push delivery failed',
      app_id: 'app-id',
      publish_id: 'pub_123',
      provider: 'apns',
      error: 'BadDeviceToken',
      node: 'node-1',
      pid: process.pid,
    });
  });

  test('keeps its fixed keys, whatever the fields are called', () => {
    const { logger, lines } = captureLog();
    logger.info('real', {
      message: 'a',
      level: 'b',
      target: 'c',
      timestamp: 'd',
      node: 'e',
      pid: 'f',
      stack: 'g',
    });
    expect(lines()).toMatchObject([
      { message: 'real', level: 'info', target: 'shoal_test', node: 'node-1', pid: process.pid },
    ]);
    expect(lines()).toMatchObject([{ message_field: 'a', level_field: 'b', target_field: 'c', stack: 'g' }]);
  });

  test('tells an error as text, its stack beside it, and its cause', () => {
    const { logger, lines } = captureLog();
    logger.error('it failed', { error: new TypeError('outer', { cause: new Error('inner') }) });
    expect(lines()).toMatchObject([
      {
        message: 'it failed',
        error: 'TypeError: outer; caused by inner',
        error_stack: expect.stringContaining('create-logger.test.ts'),
      },
    ]);
  });

  test.each([
    [{ code: 3 }, '{"code":3}'],
    [7, '7'],
    ['text', 'text'],
  ])('error %j is text too', (error, expected) => {
    const { logger, lines } = captureLog();
    logger.error('it failed', { error });
    expect(lines()).toMatchObject([{ error: expected }]);
  });

  test('may leave out the target and write levels in upper case', () => {
    const { logger, lines } = captureLog({ includeTarget: false, levelCase: 'upper' });
    logger.error('authentication failed');
    expect(lines()).toEqual([
      {
        timestamp: expect.any(String),
        level: 'ERROR',
        message: 'authentication failed',
        node: 'node-1',
        pid: process.pid,
      },
    ]);
  });

  test('names the service before the node, where one is wanted', () => {
    const { logger, lines } = captureLog({ service: 'sockudo' });
    logger.info('real', { service: 'pretended', app_id: 'a' });
    const [line = {}] = lines();
    const own = ['timestamp', 'level', 'target', 'message', 'service_field', 'app_id'];
    expect(Object.keys(line)).toEqual([...own, 'service', 'node', 'pid']);
    expect(line.service).toBe('sockudo');
  });

  test('survives everything that JSON cannot hold', () => {
    const circular: Record<string, unknown> = { big: 10n, nan: Number.NaN, fn: () => 1, sym: Symbol('s') };
    circular.self = circular;
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no keys');
        },
      },
    );
    const getter = Object.defineProperty({}, 'x', {
      enumerable: true,
      get: () => {
        throw new Error('no x');
      },
    });
    const { logger, lines } = captureLog();
    logger.info('circular', {
      circular,
      map: new Map([['a', new Set([1])]]),
      bytes: Buffer.from('abc'),
      getter,
    });
    logger.info('trap', { trap });
    expect(lines()).toMatchObject([
      {
        message: 'circular',
        circular: { big: '10', nan: 'NaN', fn: '[function]', sym: '[symbol]', self: '[circular]' },
        map: { a: [1] },
        bytes: '[3 bytes]',
        getter: { x: '[unreadable]' },
      },
      { message: 'trap', fields: '[unreadable]' },
    ]);
  });
});

describe('a text line', () => {
  test('reads as time, level, target, message and fields', () => {
    const { logger, text } = captureLog({ format: 'text' });
    logger.info('connection established', { app_id: 'app-id', note: 'two words', count: 2 });
    expect(text()).toMatch(
      /^\S+Z info {2}shoal_test: connection established app_id=app-id note="two words" count=2\n$/,
    );
  });

  test('puts the stack on lines of its own and cannot be forged', () => {
    const { logger, text } = captureLog({ format: 'text' });
    logger.warn('one\ntwo', { error: new Error('a\nb') });
    const [first, ...rest] = text().trimEnd().split('\n');
    expect(first).toContain('shoal_test: one two error="a\\nb"');
    expect(rest.length).toBeGreaterThan(0);
    expect(rest.every((line) => line.startsWith('    '))).toBe(true);
  });

  test.each([
    [true, true, true],
    [true, false, false],
    [false, true, false],
  ])('with colors %j and a terminal %j has colours: %j', (colors, isTTY, coloured) => {
    const { logger, text } = captureLog({ format: 'text', colors, isTTY });
    logger.error('x');
    expect(text().includes('\u001b[31merror\u001b[0m')).toBe(coloured);
    expect(text().includes('\u001b[')).toBe(coloured);
  });
});

describe('the level', () => {
  test.each(LOG_LEVELS.map((level, index) => [level, index] as const))(
    '%s lets through what is as important',
    (level, index) => {
      const { logger, lines } = captureLog({ level });
      for (const name of LOG_LEVELS) logger[name](name);
      expect(lines().map(({ message }) => message)).toEqual(LOG_LEVELS.slice(0, index + 1));
      expect(LOG_LEVELS.filter((name) => logger.isEnabled(name))).toEqual(LOG_LEVELS.slice(0, index + 1));
    },
  );

  test('can be changed while children are in use', () => {
    const { logger, lines } = captureLog({ level: 'info' });
    const child = logger.child({ target: 'child', fields: { app_id: 'a' } });
    child.debug('before');
    logger.setLevel('debug');
    child.debug('after');
    expect(logger.level).toBe('debug');
    expect(lines()).toMatchObject([{ message: 'after', target: 'child', app_id: 'a' }]);
  });
});
