import type { Dispatcher } from 'undici';
import { DeadlineError } from './deadline.js';
import type { OutboundAnswer } from './outbound-answer.js';

/** Bytes of an unwanted body that are let by, so that the connection can be used again. */
const maxDrainedBytes = 64 * 1024;

export interface Collecting {
  /** Milliseconds until the answer has to be there. */
  readonly timeout: number;
  /** Bytes of the body that are wanted; undefined: none. */
  readonly keepBytes: number | undefined;
  readonly resolve: (answer: OutboundAnswer) => void;
  /** Only while there is no status. */
  readonly reject: (error: unknown) => void;
}

/**
 * Takes an answer from undici as it comes, without the stream, the signal and the listeners that `request` makes for
 * each. The status is the answer: a body that is long, slow or cut does not change it.
 */
export class AnswerCollector implements Dispatcher.DispatchHandler {
  readonly #options: Collecting;
  readonly #timer: NodeJS.Timeout;
  #controller: Dispatcher.DispatchController | undefined;
  #late: DeadlineError | undefined;
  #head: Pick<OutboundAnswer, 'status' | 'headers'> | undefined;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(options: Collecting) {
    this.#options = options;
    this.#timer = setTimeout(() => this.#end(), options.timeout);
  }

  /** Nobody may have waited for it any more when it got its connection. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#late !== undefined) controller.abort(this.#late);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: OutboundAnswer['headers'],
  ): void {
    // 1xx only says that the answer is still to come (RFC 9110, 15.2).
    if (status >= 200) this.#head = { status, headers };
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { keepBytes } = this.#options;
    const wanted = keepBytes === undefined ? 0 : keepBytes - this.#bytes;
    if (wanted > 0) this.#chunks.push(chunk.subarray(0, wanted));
    this.#bytes += chunk.length;
    if (this.#bytes < (keepBytes ?? maxDrainedBytes)) return;
    this.#settle();
    controller.abort(new Error('The rest of the answer is unwanted.'));
  }

  onResponseEnd(): void {
    this.#settle();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(error);
  }

  /** The request could not even be made, or its connection failed. */
  fail(error: unknown): void {
    if (this.#head === undefined) {
      clearTimeout(this.#timer);
      this.#options.reject(error);
    } else {
      this.#settle();
    }
  }

  #end(): void {
    const late = new DeadlineError(this.#options.timeout);
    this.#late = late;
    this.fail(late);
    this.#controller?.abort(late);
  }

  #settle(): void {
    const { keepBytes, resolve } = this.#options;
    if (this.#head === undefined) return;
    clearTimeout(this.#timer);
    resolve({ ...this.#head, body: keepBytes === undefined ? '' : textOf(this.#chunks) });
    this.#chunks = [];
  }
}

function textOf(chunks: readonly Buffer[]): string {
  const [first] = chunks;
  if (first === undefined) return '';
  return (chunks.length === 1 ? first : Buffer.concat(chunks)).toString('utf8');
}
