import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { portOf } from '../../server/free-ports.js';
import type { ServiceEndpoints } from './service-endpoints.js';

export interface ServiceProxyOptions {
  readonly endpoints: ServiceEndpoints;
  /** The port of the pods. */
  readonly targetPort: number;
  /** The address of the Service: `127.0.0.1` by default. */
  readonly host?: string;
  /** A free one by default. */
  readonly port?: number;
}

/** A connection that the Service could not pass on. */
export interface FailedConnection {
  readonly at: Date;
  /** Undefined when there was no endpoint at all. */
  readonly pod: string | undefined;
  readonly reason: string;
}

/**
 * A Service: an address that stays, and behind it a pod for each new connection. A connection that is open stays
 * where it is, whatever becomes of the endpoints. Use it with `await using`.
 */
export class ServiceProxy implements AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** What no pod took. */
  readonly failed: FailedConnection[] = [];
  readonly #server: Server;
  readonly #options: ServiceProxyOptions;
  readonly #pods = new Map<number, string>();
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server, options: ServiceProxyOptions) {
    this.#server = server;
    this.#options = options;
    this.host = options.host ?? defaultHost;
    this.port = portOf(server);
    server.on('connection', (client) => this.#pass(client));
  }

  static async start(options: ServiceProxyOptions): Promise<ServiceProxy> {
    // Each side may have said its last word while the other still speaks, as on a line without anybody between.
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    server.listen({ host: options.host ?? defaultHost, port: options.port ?? 0, backlog: 4_096 });
    await once(server, 'listening');
    return new ServiceProxy(server, options);
  }

  /** The name of the pod that has the open connection of this local port of a client. */
  podOf(clientPort: number): string | undefined {
    return this.#pods.get(clientPort);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server.close(), 'close');
  }

  #pass(client: Socket): void {
    this.#keep(client);
    const pod = this.#options.endpoints.pick();
    if (pod === undefined) {
      this.#fail(client, undefined, 'no pod is ready');
      return;
    }
    const { remotePort = 0 } = client;
    const upstream = connect({
      ...{ host: pod.address, port: this.#options.targetPort },
      ...{ allowHalfOpen: true, noDelay: true },
    });
    this.#keep(upstream);
    upstream.once('error', ({ message }) => {
      if (upstream.connecting || upstream.bytesRead === 0) this.#fail(client, pod.name, message);
    });
    this.#pods.set(remotePort, pod.name);
    client.once('close', () => {
      this.#pods.delete(remotePort);
      upstream.destroy();
    });
    upstream.once('close', () => client.destroySoon());
    client.pipe(upstream).pipe(client);
  }

  #fail(client: Socket, pod: string | undefined, reason: string): void {
    this.failed.push({ at: new Date(), pod, reason });
    client.resetAndDestroy();
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    // What breaks on one side is told to the other by its end.
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

const defaultHost = '127.0.0.1';
