import {
  createWriteStream,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  type WriteStream,
} from 'node:fs';
import { dirname } from 'node:path';
import { finished, Writable } from 'node:stream';
import { isError } from './redact.js';

export interface LogFileOptions {
  readonly path: string;
  /** Size in bytes that the file does not pass, unless a single line does. Absent: it grows without end. */
  readonly maxBytes?: number | undefined;
  /** How many files that were moved away are kept. Default: 5. */
  readonly maxFiles?: number;
  /** Told of trouble with the file. */
  readonly onError: (error: unknown) => void;
}

interface OpenFile {
  readonly stream: WriteStream;
  readonly descriptor: number;
  /** Bytes that it has, those on their way included. */
  size: number;
}

/**
 * A file that lines are appended to, that moves itself away when it is full (`<path>.1` is the newest of those), and
 * that can be opened anew after somebody else moved it. Trouble with the file (a full disk) is told, lines are dropped
 * until it is opened anew, and the process goes on. Only one process may write to it.
 */
export class LogFile extends Writable {
  readonly #options: LogFileOptions;
  #current: OpenFile;

  /** @throws Error that names `logging.file` when the file cannot be opened. */
  constructor(options: LogFileOptions) {
    super();
    this.#options = options;
    try {
      this.#current = this.#open();
    } catch (cause) {
      throw new Error(
        `The log file ${options.path} cannot be opened for writing. Change logging.file (LOG_FILE_PATH) or the permissions.`,
        { cause },
      );
    }
  }

  /** Goes on in a new file of the same name, or in the old one when there can be no new one. */
  reopen(): void {
    const { stream } = this.#current;
    try {
      this.#current = this.#open();
      stream.end();
    } catch (error) {
      this.#options.onError(error);
    }
  }

  override _write(line: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.#isFullFor(line)) this.#rotate();
    const { stream } = this.#current;
    this.#current.size += line.length;
    if (stream.destroyed) done();
    else stream.write(line, () => done());
  }

  override _final(done: () => void): void {
    const { stream } = this.#current;
    // Also when the file broke: its trouble has been told, and must not become this stream's own.
    finished(stream, () => done());
    stream.end();
  }

  #isFullFor(line: Buffer): boolean {
    const { path, maxBytes = Number.POSITIVE_INFINITY } = this.#options;
    const { size, stream, descriptor } = this.#current;
    if (size + line.length <= maxBytes || stream.destroyed) return false;
    // Whoever copies and truncates the file has made room that was not counted.
    this.#current.size = fstatSync(descriptor).size;
    const isFull = this.#current.size > 0 && this.#current.size + line.length > maxBytes;
    // A link (/dev/stdout) is not ours to move, and what is gone has been moved already.
    return isFull && lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
  }

  /** Renames at once: it happens rarely, and nothing may be written in between. */
  #rotate(): void {
    const { path, maxFiles = 5, onError } = this.#options;
    try {
      for (let number = maxFiles - 1; number > 0; number -= 1)
        move(`${path}.${number}`, `${path}.${number + 1}`);
      move(path, `${path}.1`);
      this.reopen();
    } catch (error) {
      onError(error);
    }
    // Also after a failure, or each line would try again and tell again.
    this.#current.size = 0;
  }

  /** Opens at once, not when the loop gets to it: by then a rotation may have moved the file. */
  #open(): OpenFile {
    const { path, onError } = this.#options;
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(path, 'a');
    const stream = createWriteStream(path, { fd: descriptor });
    stream.once('error', onError);
    return { stream, descriptor, size: fstatSync(descriptor).size };
  }
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    const isMissing = isError(error) && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw error;
  }
}
