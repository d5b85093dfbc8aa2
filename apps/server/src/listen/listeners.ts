import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import type { Configuration, Logger } from '@shoal/runtime';
import type { DirectConnections } from '../http/direct/direct-connections.js';
import type { WebSocketFront } from '../websocket/websocket-front.js';
import { type Address, listenOnPort, listenOnUnixSocket, stopListening } from './listen.js';
import { createRedirectServer } from './redirect-server.js';
import { timeouts } from './timeouts.js';
import { readTlsFiles, reloadTlsOnChange } from './tls.js';

export interface ListenerParts {
  readonly configuration: Configuration;
  readonly http: RequestListener;
  readonly webSockets: WebSocketFront;
  /** Answers what it can before `http`; absent when that is switched off. */
  readonly direct: DirectConnections | undefined;
  readonly logger: Logger;
}

export interface Listeners {
  readonly address: Address;
  /**
   * From now on every answer asks its client to connect anew, which brings it to another node. No connection is ended
   * for being idle: its client may be sending a request at this moment.
   */
  startDraining(): void;
  /** Stops accepting; waits at most so many milliseconds for connections to end. */
  close(milliseconds: number): Promise<void>;
}

/** Opens what clients and backends reach: a port with or without TLS, or a Unix socket. */
export async function openListeners({
  configuration,
  http,
  webSockets,
  direct,
  logger,
}: ListenerParts): Promise<Listeners> {
  const { ssl, unixSocket, host, port } = configuration;
  const closers: (() => void)[] = [];
  const servers: Server[] = [];
  let isDraining = false;
  const answer: RequestListener = (request, response) => {
    if (isDraining) response.shouldKeepAlive = false;
    return http(request, response);
  };

  const main = ssl.enabled
    ? createTlsServer({ ...timeouts, ...readTlsFiles(ssl) }, answer)
    : createServer(timeouts, answer);
  webSockets.attach(main);
  servers.push(main);
  const scheme = ssl.enabled ? 'https' : 'http';
  const front = direct === undefined || ssl.enabled ? main : before(main, direct);
  const address = unixSocket.enabled
    ? await listenOnUnixSocket(front, unixSocket)
    : await listenOnPort(front, { host, port, scheme });

  if (ssl.enabled && 'setSecureContext' in main) closers.push(reloadTlsOnChange(main, ssl, logger));
  if (ssl.enabled && ssl.redirectHttp) {
    const redirect = createRedirectServer(() => address.port);
    webSockets.attachRefusing(redirect, 'tls_required');
    servers.push(redirect);
    await listenOnPort(redirect, { host, port: ssl.httpPort, scheme: 'http' });
  }

  return {
    address,
    startDraining() {
      isDraining = true;
      direct?.startDraining();
    },
    async close(milliseconds) {
      for (const close of closers) close();
      const all = new Set<NetServer>([...servers, front]);
      const stopped = [...all].map((server) => stopListening(server, milliseconds));
      direct?.end();
      await Promise.all(stopped);
    },
  };
}

/** Accepts connections in the place of `server`, which gets those that are not answered directly. */
function before(server: Server, direct: DirectConnections): NetServer {
  const handOver = (socket: Socket): void => {
    server.emit('connection', socket);
  };
  return createNetServer({ allowHalfOpen: true, noDelay: true }, (socket) => direct.accept(socket, handOver));
}
