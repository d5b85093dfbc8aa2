import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { within } from '@shoal/testing';

/** A pattern, or anything that says whether what has come is enough. */
type Expected = RegExp | ((received: string) => boolean);

interface Waiter {
  readonly expected: Expected;
  readonly resolve: () => void;
}

/** A TCP connection that sends exactly what it is told and keeps what comes back. Use it with `using`. */
export class RawSocket implements Disposable {
  readonly socket: Socket;
  readonly #closed: Promise<void>;
  #received = '';
  #waiters: Waiter[] = [];

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#closed = new Promise((resolve) => socket.once('close', () => resolve()));
    // Being cut off is what many tests are about; `receiveAll` tells it.
    socket.on('error', () => {});
    socket.on('data', (chunk) => this.#receive(chunk.toString('latin1')));
  }

  static async connect({ host, port }: { host: string; port: number }): Promise<RawSocket> {
    const socket = connect({ host, port });
    await once(socket, 'connect');
    return new RawSocket(socket);
  }

  get received(): string {
    return this.#received;
  }

  /** Resolves when the bytes have been handed to the kernel, or will never be. */
  async send(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.socket.once('close', resolve);
      this.socket.write(bytes, () => {
        this.socket.off('close', resolve);
        resolve();
      });
    });
  }

  /** Waits until what has come matches; gives all of it. @throws Error with what came instead, after 4 seconds */
  async receive(expected: Expected): Promise<string> {
    const arrived = new Promise<void>((resolve) => {
      this.#waiters.push({ expected, resolve });
      this.#settle();
    });
    try {
      await within(4_000, arrived, String(expected));
    } catch (cause) {
      throw new Error(`Waited for ${expected}. Received instead: ${this.#received.slice(0, 500)}`, { cause });
    }
    return this.#received;
  }

  /** Waits until the line is closed; gives all that came. @throws Error with what came, after 4 seconds */
  async receiveAll(): Promise<string> {
    try {
      await within(4_000, this.#closed, 'the line closed');
    } catch (cause) {
      throw new Error(`The line stays open. Received: ${this.#received.slice(0, 500)}`, { cause });
    }
    return this.#received;
  }

  /** Cuts the line without a farewell (RST). */
  reset(): void {
    this.socket.resetAndDestroy();
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    this.#settle();
  }

  #settle(): void {
    const matched = this.#waiters.filter(({ expected }) => fits(expected, this.#received));
    this.#waiters = this.#waiters.filter((waiter) => !matched.includes(waiter));
    for (const { resolve } of matched) resolve();
  }
}

function fits(expected: Expected, received: string): boolean {
  return expected instanceof RegExp ? expected.test(received) : expected(received);
}
