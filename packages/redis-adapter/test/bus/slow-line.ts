import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A line to a server on which everything that is said to it is late. */
export class SlowLine implements AsyncDisposable {
  readonly port: number;
  private readonly stop: () => void;

  private constructor(port: number, stop: () => void) {
    this.port = port;
    this.stop = stop;
  }

  /** @param delay milliseconds */
  static async open(target: number, delay: number): Promise<SlowLine> {
    const sockets = new Set<Socket>();
    const server = createServer((client) => {
      const upstream = connect(target, '127.0.0.1');
      for (const socket of [client, upstream]) {
        sockets.add(socket.setNoDelay());
        socket.on('error', () => socket.destroy());
        socket.on('close', () => [client, upstream].forEach((each) => void each.destroy()));
      }
      client.on('data', (bytes) => setTimeout(() => upstream.writable && upstream.write(bytes), delay));
      upstream.pipe(client);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('The line has no port');
    return new SlowLine(address.port, () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop();
  }
}
