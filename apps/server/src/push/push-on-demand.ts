import { PusherError } from '@shoal/protocol';
import type { OpenedPush, OpenPushParts } from './open-push.js';

/**
 * Push notifications of a server: opened, and their code loaded, when somebody first asks for them. A server that nobody
 * asks is spared it.
 */
export class PushOnDemand {
  readonly #parts: OpenPushParts;
  #opening: Promise<OpenedPush> | undefined;
  #opened: OpenedPush | undefined;
  #isClosed = false;

  constructor(parts: OpenPushParts) {
    this.#parts = parts;
  }

  /** Undefined until somebody has asked for it. */
  get opened(): OpenedPush | undefined {
    return this.#opened;
  }

  /** @throws PusherError `draining` once it is closed */
  open(): Promise<OpenedPush> {
    if (this.#isClosed) return Promise.reject(new PusherError('draining'));
    this.#opening ??= this.#load();
    return this.#opening;
  }

  /** After everything that uses it. Takes at most so many milliseconds, and what the webhooks of statuses take. */
  async close(milliseconds: number): Promise<void> {
    this.#isClosed = true;
    const opened = await this.#opening;
    await opened?.close(milliseconds);
  }

  async #load(): Promise<OpenedPush> {
    const { openPush } = await import('./open-push.js');
    this.#opened = await openPush(this.#parts);
    return this.#opened;
  }
}
