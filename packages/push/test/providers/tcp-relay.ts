import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { portOf } from '@shoal/testing';

/** Stands between a client and a server on this machine, and can stop to carry anything. Use it with `await using`. */
export class TcpRelay implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #isFrozen = false;

  private constructor(server: Server, target: number) {
    this.#server = server;
    this.port = portOf(server);
    server.on('connection', (client) => this.#join(client, connect(target, '127.0.0.1')));
  }

  static async start(target: number): Promise<TcpRelay> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpRelay(server, target);
  }

  /** Connections that are open stay so, and nothing comes through. */
  freeze(): void {
    this.#isFrozen = true;
  }

  /** For connections from now on: what was swallowed stays so. */
  thaw(): void {
    this.#isFrozen = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server.close(), 'close');
  }

  #join(client: Socket, server: Socket): void {
    let isDead = false;
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from.on('error', () => from.destroy()));
      from.on('data', (bytes) => {
        isDead ||= this.#isFrozen;
        if (!isDead) to.write(bytes);
      });
      from.once('close', () => to.destroy());
    }
  }
}
