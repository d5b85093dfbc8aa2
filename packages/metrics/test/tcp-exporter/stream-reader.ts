import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { EventStream } from './event-stream.js';

/** A client of the stream, on a plain socket. Use it with `await using`. */
export class StreamReader implements AsyncDisposable {
  readonly stream = new EventStream();
  readonly socket: Socket;
  /** Settles when the connection has ended, however. */
  readonly closed: Promise<unknown>;

  private constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    socket.on('data', (bytes) => this.stream.add(bytes));
    socket.on('error', () => undefined);
  }

  static async connect(port: number, { reads = true } = {}): Promise<StreamReader> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    const reader = new StreamReader(socket);
    if (!reads) socket.pause();
    return reader;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    await this.closed;
  }
}
