import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { portOf } from '../server/free-ports.js';
import { type Reply, sendReply } from '../webhooks/reply.js';
import type { TlsIdentity } from './tls-identity.js';

export interface ServiceRequest {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** An HTTPS server on 127.0.0.1, with the certificate of a test authority. */
export class HttpsService implements AsyncDisposable {
  readonly port: number;
  /** Accepted so far. */
  connections = 0;
  readonly #server: Server;

  private constructor(server: Server, receive: (request: ServiceRequest) => Promise<Reply>) {
    this.#server = server;
    this.port = portOf(server);
    server.on('secureConnection', () => {
      this.connections += 1;
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      answer(request, response, receive).catch((error: Error) => response.destroy(error));
    });
  }

  /** @param port a free one by default */
  static async start(
    { certificate, key }: TlsIdentity,
    receive: (request: ServiceRequest) => Promise<Reply>,
    port = 0,
  ): Promise<HttpsService> {
    const server = createServer({ cert: certificate, key });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new HttpsService(server, receive);
  }

  get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  /** Cuts what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server.close(), 'close');
    this.#server.closeAllConnections();
    await closed;
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  receive: (request: ServiceRequest) => Promise<Reply>,
): Promise<void> {
  const { method = '', url = '', headers } = request;
  const reply = await receive({ method, path: url, headers, body: await buffer(request) });
  sendReply(response, reply);
}
