import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** A real endpoint on this machine. Use it with `await using`. */
export interface HttpEndpoint extends AsyncDisposable {
  readonly port: number;
  /** Without a path. */
  readonly url: string;
  readonly requests: readonly { readonly message: IncomingMessage; readonly body: string }[];
  /** Accepted so far. */
  readonly connections: number;
}

/** @param place the loopback address, and a port when it must be that one */
export async function httpEndpoint(
  answer: RequestListener,
  { host = '127.0.0.1', port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<HttpEndpoint> {
  const requests: { message: IncomingMessage; body: string }[] = [];
  let connections = 0;
  const server = createServer(async (message, response) => {
    requests.push({ message, body: await text(message) });
    answer(message, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  const taken = await listen(server, host, port);
  return {
    port: taken,
    url: `http://${host}:${taken}`,
    requests,
    get connections() {
      return connections;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

/** An endpoint that says what it likes, or nothing, after the first bytes of a request. */
export async function rawEndpoint(
  talk: (socket: Socket) => void,
): Promise<{ readonly url: string } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    // Whoever sends here breaks off, too.
    sockets.add(socket.on('error', () => socket.destroy()));
    socket.once('data', () => talk(socket));
  });
  const port = await listen(server, '127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await once(server.close(), 'close');
    },
  };
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The endpoint listens on no port');
  return address.port;
}
