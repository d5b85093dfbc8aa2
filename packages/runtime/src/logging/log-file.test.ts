import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '@shoal/testing';
import { captureLog } from './testing/capture.js';

async function createFolder() {
  const path = await mkdtemp(join(tmpdir(), 'shoal-log-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

describe('a log file', () => {
  test('gets every line as well, without colours, below folders that it makes', async () => {
    await using folder = await createFolder();
    const file = join(folder.path, 'new/folder/shoal.log');
    const { logger, text } = captureLog({
      format: 'text',
      colors: true,
      isTTY: true,
      file: { path: file },
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
    const { logger } = captureLog({ file: { path: file }, signals });
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
    expect(() => captureLog({ file: { path: join(blocker, 'shoal.log') } })).toThrow(
      'logging.file (LOG_FILE_PATH)',
    );
  });

  test('that cannot be opened anew is told of, and the old one is kept', async () => {
    await using folder = await createFolder();
    const file = join(folder.path, 'logs/shoal.log');
    const signals = new EventEmitter();
    const { logger, lines } = captureLog({ file: { path: file }, signals });
    await rename(join(folder.path, 'logs'), join(folder.path, 'old'));
    await writeFile(join(folder.path, 'logs'), 'a file where the folder was');
    signals.emit('SIGHUP');
    logger.info('still here');
    await logger.close();
    expect(lines()).toMatchObject([{ message: 'log file cannot be written' }, { message: 'still here' }]);
    expect(await readFile(join(folder.path, 'old/shoal.log'), 'utf8')).toContain('still here');
  });

  test('that breaks is told of, and the process goes on', async () => {
    const { logger, lines } = captureLog({ file: { path: '/dev/full' }, signals: new EventEmitter() });
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

describe('a log file with a largest size', () => {
  /** A log whose lines have 100 bytes each, in a file of at most 350. */
  function createLog(path: string) {
    const { logger } = captureLog({
      ...{ format: 'text', includeTarget: false, signals: new EventEmitter() },
      file: { path, maxBytes: 350, maxFiles: 2 },
    });
    const write = (from: number, to: number) => {
      for (let number = from; number <= to; number += 1) logger.info(`line ${number}`.padEnd(68));
    };
    return { logger, write };
  }

  const numbersIn = async (path: string) =>
    [...(await readFile(path, 'utf8')).matchAll(/line (\d+)/g)].map(([, number]) => Number(number));

  test('is moved away when it is full, and only so many are kept', async () => {
    await using folder = await createFolder();
    const path = join(folder.path, 'shoal.log');
    const { logger, write } = createLog(path);
    write(1, 11);
    await logger.close();
    expect((await readdir(folder.path)).sort()).toEqual(['shoal.log', 'shoal.log.1', 'shoal.log.2']);
    expect(await numbersIn(path)).toEqual([10, 11]);
    expect(await numbersIn(`${path}.1`)).toEqual([7, 8, 9]);
    expect(await numbersIn(`${path}.2`)).toEqual([4, 5, 6]);
  });

  test('counts what an earlier process wrote', async () => {
    await using folder = await createFolder();
    const path = join(folder.path, 'shoal.log');
    const first = createLog(path);
    first.write(1, 2);
    await first.logger.close();
    const second = createLog(path);
    second.write(3, 4);
    await second.logger.close();
    expect(await numbersIn(`${path}.1`)).toEqual([1, 2, 3]);
    expect(await numbersIn(path)).toEqual([4]);
  });

  test('sees that somebody has truncated it', async () => {
    await using folder = await createFolder();
    const path = join(folder.path, 'shoal.log');
    const { logger, write } = createLog(path);
    write(1, 3);
    await eventually(async () => expect(await numbersIn(path)).toEqual([1, 2, 3]));
    await truncate(path);
    write(4, 6);
    await logger.close();
    expect(await readdir(folder.path)).toEqual(['shoal.log']);
    expect(await numbersIn(path)).toEqual([4, 5, 6]);
  });

  test('takes a line that is longer by itself', async () => {
    await using folder = await createFolder();
    const path = join(folder.path, 'shoal.log');
    const { logger, write } = createLog(path);
    logger.info('line 0'.padEnd(1_000));
    write(1, 1);
    await logger.close();
    expect([await numbersIn(`${path}.1`), await numbersIn(path)]).toEqual([[0], [1]]);
  });

  test('that cannot be moved is told of, but not with each line, and goes on', async () => {
    await using folder = await createFolder();
    const path = join(folder.path, 'shoal.log');
    // A folder cannot be replaced by a file.
    await mkdir(`${path}.1`);
    const file = { path, maxBytes: 10_000, maxFiles: 1 };
    const { logger, lines } = captureLog({ signals: new EventEmitter(), file });
    for (let number = 1; number <= 20; number += 1) logger.info('x'.repeat(900));
    await logger.close();
    const troubles = lines().filter(({ message }) => message === 'log file cannot be written');
    expect(troubles).toHaveLength(2);
    expect((await readFile(path, 'utf8')).match(/x{900}/g)).toHaveLength(20);
  });
});
