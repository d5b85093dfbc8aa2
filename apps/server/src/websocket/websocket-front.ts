import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RealtimeNode } from '@shoal/core';
import type { ErrorKey } from '@shoal/protocol';
import { WebSocketServer } from 'ws';
import { createClientListeners, ignoreError } from './client-listeners.js';
import { ClientWebSocket } from './client-web-socket.js';
import { declineUpgrade } from './decline-upgrade.js';
import { appKeyOf } from './upgrade-path.js';
import { WsSocket } from './ws-socket.js';

export interface WebSocketFrontOptions {
  readonly node: RealtimeNode;
  /** Without a slash at the end, empty for none. */
  readonly pathPrefix: string;
  /** Largest message from a client, in bytes. */
  readonly maxMessageBytes: number;
  /** Whether the client's address may connect once more; absent when that is not limited. */
  readonly mayConnect: ((request: IncomingMessage) => Promise<boolean>) | undefined;
}

/** How long a client may take to answer our close before it is cut, in milliseconds. */
export const closeTimeout = 3000;

/** Puts WebSockets in front of a node: `attach` it to every HTTP server that clients reach. */
export class WebSocketFront {
  private readonly options: WebSocketFrontOptions;
  private readonly server: ReturnType<typeof createUpgrader>;
  private readonly listen: (client: ClientWebSocket) => void;

  constructor(options: WebSocketFrontOptions) {
    this.options = options;
    this.listen = createClientListeners(options.node);
    this.server = createUpgrader(options.maxMessageBytes);
  }

  attach(server: Server): void {
    server.on('upgrade', (request, stream, head) => {
      if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
        declineUpgrade(server, request, { stream, head });
        return;
      }
      this.server.handleUpgrade(request, stream, head, (client) => this.welcome(client, request, stream));
    });
  }

  /** Answers every upgrade with one refusal: for a listener that serves nothing else. */
  attachRefusing(server: Server, error: ErrorKey): void {
    server.on('upgrade', (request, stream, head) => {
      this.server.handleUpgrade(request, stream, head, (client) => this.refuse(client, stream, error));
    });
  }

  private welcome(client: ClientWebSocket, request: IncomingMessage, stream: Duplex): void {
    const { mayConnect } = this.options;
    if (mayConnect === undefined) {
      this.connect(client, request, stream);
      return;
    }
    client.pause();
    const decide = (isAllowed: boolean): void => {
      client.resume();
      if (isAllowed) this.connect(client, request, stream);
      else this.refuse(client, stream, 'connecting_too_fast');
    };
    // A limiter that cannot answer lets nobody in: a client that is refused so comes back in a second.
    mayConnect(request).then(decide, () => decide(false));
  }

  private connect(client: ClientWebSocket, { url = '', headers }: IncomingMessage, stream: Duplex): void {
    const { node, pathPrefix } = this.options;
    const [path = '', query = ''] = url.split('?', 2);
    const appKey = appKeyOf(path, pathPrefix);
    if (appKey === undefined) {
      this.refuse(client, stream, 'path_not_found');
      return;
    }
    this.listen(client);
    const protocol = new URLSearchParams(query).get('protocol') ?? undefined;
    const opened = node.open(new WsSocket(client, stream), { appKey, protocol, origin: headers.origin });
    if (!(opened instanceof Promise)) {
      client.connection = opened;
      return;
    }
    // Nothing is read until it is known who reads it.
    client.pause();
    void opened.then((connection) => {
      client.connection = connection;
      client.resume();
      // A client that went away meanwhile was heard by nobody.
      if (connection !== undefined && client.readyState === ClientWebSocket.CLOSED)
        node.closed(connection, 1006);
    });
  }

  private refuse(client: ClientWebSocket, stream: Duplex, error: ErrorKey): void {
    client.on('error', ignoreError);
    this.options.node.refuse(new WsSocket(client, stream), error);
  }
}

function createUpgrader(maxPayload: number) {
  // Named first: the library's types do not know `closeTimeout` yet.
  const settings = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    closeTimeout,
    WebSocket: ClientWebSocket,
  };
  return new WebSocketServer(settings);
}
