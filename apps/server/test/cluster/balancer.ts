import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import type { AppCredentials, ServerAddress, ServerProcess } from '@shoal/testing';

/** A TCP load balancer: each new connection goes to the next node in service. Use it with `await using`. */
export class Balancer implements ServerAddress, AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly app: AppCredentials;
  readonly #nodes: Set<ServerProcess>;
  readonly #server: Server;
  #turn = 0;

  private constructor(nodes: readonly ServerProcess[], app: AppCredentials) {
    this.app = app;
    this.#nodes = new Set(nodes);
    this.#server = createServer((client) => {
      const node = this.#next();
      const upstream = connect(node.port, node.host);
      client.pipe(upstream).pipe(client);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        // Either side may be cut: the other side learns it by the close.
        socket.on('error', () => other.destroy());
        socket.on('close', () => other.destroy());
      }
    });
  }

  static async start(nodes: readonly ServerProcess[]): Promise<Balancer> {
    const [first] = nodes;
    if (first === undefined) throw new Error('There is no node to send anybody to');
    const balancer = new Balancer(nodes, first.app);
    await new Promise<void>((resolve) => balancer.#server.listen(0, balancer.host, resolve));
    return balancer;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Nobody new is sent to this node any more. */
  takeOut(node: ServerProcess): void {
    this.#nodes.delete(node);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #next(): ServerProcess {
    const nodes = [...this.#nodes];
    this.#turn += 1;
    const node = nodes[this.#turn % nodes.length];
    if (node === undefined) throw new Error('No node is in service');
    return node;
  }
}
