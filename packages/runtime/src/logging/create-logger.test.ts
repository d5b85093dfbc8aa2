import { EventEmitter } from 'node:events';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('a log file', () => {
  async function createFolder() {
    const path = await mkdtemp(join(tmpdir(), 'shoal-log-'));
    return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
  }

  test('gets every line as well, without colours, below folders that it makes', async () => {
    await using folder = await createFolder();
    const file = join(folder.path, 'new/folder/shoal.log');
    const { logger, text } = captureLog({
      format: 'text',
      colors: true,
      isTTY: true,
      file,
      signals: new EventEmitter(),
    });
    logger.info('one');
    logger.info('two');
    await logger.close();
    const written = await readFile(file, 'utf8');
    expect(written.split('\n')).toHaveLength(3);
    expect(written).not.toContain('\u001b[');
    expect(text()).toContain('two');
  });

  test('is opened anew on SIGHUP, after a rotation took it away', async () => {
    await using folder = await createFolder();
    const file = join(folder.path, 'shoal.log');
    const signals = new EventEmitter();
    const { logger } = captureLog({ file, signals });
    logger.info('before');
    await rename(file, `${file}.1`);
    signals.emit('SIGHUP');
    logger.info('after');
    await logger.close();
    expect(await readFile(file, 'utf8')).toContain('"message":"after"');
    expect(await readFile(file, 'utf8')).not.toContain('before');
    expect(signals.listenerCount('SIGHUP')).toBe(0);
  });

  test('that cannot be opened stops the start and names the setting', async () => {
    await using folder = await createFolder();
    const blocker = join(folder.path, 'file');
    await writeFile(blocker, '');
    expect(() => captureLog({ file: join(blocker, 'shoal.log') })).toThrow('logging.file (LOG_FILE_PATH)');
  });

  test('that cannot be opened anew is told of, and the old one is kept', async () => {
    await using folder = await createFolder();
    const file = join(folder.path, 'logs/shoal.log');
    const signals = new EventEmitter();
    const { logger, lines } = captureLog({ file, signals });
    await rename(join(folder.path, 'logs'), join(folder.path, 'old'));
    await writeFile(join(folder.path, 'logs'), 'a file where the folder was');
    signals.emit('SIGHUP');
    logger.info('still here');
    await logger.close();
    expect(lines()).toMatchObject([{ message: 'log file cannot be written' }, { message: 'still here' }]);
    expect(await readFile(join(folder.path, 'old/shoal.log'), 'utf8')).toContain('still here');
  });

  test('that breaks is told of, and the process goes on', async () => {
    const { logger, lines } = captureLog({ file: '/dev/full', signals: new EventEmitter() });
    logger.info('one');
    await logger.close();
    logger.info('two');
    expect(lines()).toMatchObject([
      { message: 'one' },
      { message: 'log file cannot be written', error: expect.stringContaining('ENOSPC') },
      { message: 'two' },
    ]);
  });
});
