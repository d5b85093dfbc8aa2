import { createWriteStream, mkdirSync, openSync, type WriteStream } from 'node:fs';
import { dirname } from 'node:path';
import { finished, Writable } from 'node:stream';

/**
 * A file that lines are appended to, and that can be opened anew after a rotation moved it away. Trouble with the
 * file (a full disk) is told to `onError`, lines are dropped until it is opened anew, and the process goes on.
 */
export class LogFile extends Writable {
  readonly #path: string;
  readonly #onError: (error: unknown) => void;
  #current: WriteStream;

  /** @throws Error that names `logging.file` when the file cannot be opened. */
  constructor(path: string, onError: (error: unknown) => void) {
    super({ decodeStrings: false });
    this.#path = path;
    this.#onError = onError;
    try {
      this.#current = this.#open();
    } catch (cause) {
      throw new Error(
        `The log file ${path} cannot be opened for writing. Change logging.file (LOG_FILE_PATH) or the permissions.`,
        { cause },
      );
    }
  }

  /** Goes on in a new file of the same name, or in the old one when there can be no new one. */
  reopen(): void {
    const previous = this.#current;
    try {
      this.#current = this.#open();
      previous.end();
    } catch (error) {
      this.#onError(error);
    }
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    const current = this.#current;
    if (current.destroyed) done();
    else current.write(chunk, () => done());
  }

  override _final(done: () => void): void {
    // Also when the file broke: its trouble has been told, and must not become this stream's own.
    finished(this.#current, () => done());
    this.#current.end();
  }

  /** Opens at once, not when the loop gets to it: by then a rotation may have moved the file. */
  #open(): WriteStream {
    mkdirSync(dirname(this.#path), { recursive: true });
    const stream = createWriteStream(this.#path, { fd: openSync(this.#path, 'a') });
    stream.once('error', this.#onError);
    return stream;
  }
}
