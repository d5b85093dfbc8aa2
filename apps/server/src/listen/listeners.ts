import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Configuration, Logger } from '@shoal/runtime';
import type { WebSocketFront } from '../websocket/websocket-front.js';
import { type Address, listenOnPort, listenOnUnixSocket, stopListening } from './listen.js';
import { createRedirectServer } from './redirect-server.js';
import { readTlsFiles, reloadTlsOnChange } from './tls.js';

export interface ListenerParts {
  readonly configuration: Configuration;
  readonly http: RequestListener;
  readonly webSockets: WebSocketFront;
  readonly logger: Logger;
}

export interface Listeners {
  readonly address: Address;
  /** From now on every answer asks its client to connect anew, which brings it to another node. */
  startDraining(): void;
  /** Stops accepting; waits at most so many milliseconds for connections to end. */
  close(milliseconds: number): Promise<void>;
}

/** Milliseconds. Longer than the idle times of load balancers, so that they close first and never mid-request. */
const timeouts = { keepAliveTimeout: 75_000, headersTimeout: 30_000, requestTimeout: 60_000 };

/** Opens what clients and backends reach: a port with or without TLS, or a Unix socket. */
export async function openListeners({
  configuration,
  http,
  webSockets,
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
  const address = unixSocket.enabled
    ? await listenOnUnixSocket(main, unixSocket)
    : await listenOnPort(main, { host, port, scheme });

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
      for (const server of servers) server.closeIdleConnections();
    },
    async close(milliseconds) {
      for (const close of closers) close();
      await Promise.all(servers.map((server) => stopListening(server, milliseconds)));
    },
  };
}
