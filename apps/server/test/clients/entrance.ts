import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { portOf, type ServerProcess } from '@shoal/testing';

/** A port that stays while servers come and go behind it, as a load balancer's does. Use it with `await using`. */
export class Entrance implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #target: Promise<ServerProcess>;

  private constructor(server: Server, target: Promise<ServerProcess>) {
    this.#server = server;
    this.port = portOf(server);
    this.#target = target;
    server.on('connection', (socket) => {
      this.#target.then(
        ({ port }) => this.#join(socket, connect(port, this.host)),
        () => socket.destroy(),
      );
    });
  }

  static async to(target: ServerProcess): Promise<Entrance> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Entrance(server, Promise.resolve(target));
  }

  /** Where newcomers are led from now on; they wait until it is there. */
  leadTo(target: Promise<ServerProcess>): void {
    this.#target = target;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
  }

  #join(client: Socket, server: Socket): void {
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        this.#sockets.delete(from);
        to.end();
      });
    }
  }
}
