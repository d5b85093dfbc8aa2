import { closeSync, createWriteStream, mkdirSync, openSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { Writable } from 'node:stream';

/**
 * A file that lines are appended to, and that can be opened anew after a rotation moved it away. Trouble with the
 * file (a full disk) is told once to `onError`, the lines are dropped, and the process goes on.
 */
export class LogFile extends Writable {
  readonly #path: string;
  readonly #onError: (error: Error) => void;
  #current: WriteStream;

  /** @throws Error that names `logging.file` when the file cannot be opened. */
  constructor(path: string, onError: (error: Error) => void) {
    super({ decodeStrings: false });
    this.#path = path;
    this.#onError = onError;
    assertWritable(path);
    this.#current = this.#open();
  }

  /** Goes on in a new file of the same name. Lines on their way still reach the old one. */
  reopen(): void {
    const previous = this.#current;
    this.#current = this.#open();
    previous.end();
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    const current = this.#current;
    if (current.destroyed) done();
    else current.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    if (this.#current.destroyed) done();
    else this.#current.end(done);
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.#path, { flags: 'a' });
    stream.once('error', this.#onError);
    return stream;
  }
}

function assertWritable(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    closeSync(openSync(path, 'a'));
  } catch (cause) {
    throw new Error(
      `The log file ${path} cannot be opened for writing. Change logging.file (LOG_FILE_PATH) or the permissions.`,
      { cause },
    );
  }
}
