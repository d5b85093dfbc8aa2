import { once } from 'node:events';
import {
  constants,
  createSecureServer,
  type Http2SecureServer,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { portOf } from '../../server/free-ports.js';
import type { Reply } from '../../webhooks/reply.js';
import type { TlsIdentity } from '../tls-identity.js';
import type { Peer } from './apns-providers.js';

export interface Http2Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly peer: Peer;
}

export interface Http2ServiceOptions {
  readonly identity: TlsIdentity;
  readonly port?: number;
  /** Streams of a connection at once: what the client is told in SETTINGS. */
  readonly maxConcurrentStreams: number;
  readonly receive: (request: Http2Request) => Promise<Reply>;
}

/** An HTTP/2 server with TLS on 127.0.0.1, which knows its connections. */
export class Http2Service implements AsyncDisposable {
  readonly port: number;
  /** Connections so far. */
  opened = 0;
  /** The most streams that one connection has had at once. */
  peakStreams = 0;
  readonly #server: Http2SecureServer;
  readonly #sessions = new Map<ServerHttp2Session, { readonly peer: Peer; streams: number }>();

  private constructor(server: Http2SecureServer, receive: Http2ServiceOptions['receive']) {
    this.#server = server;
    this.port = portOf(server);
    server.on('session', (session) => this.#open(session));
    server.on('stream', (stream, headers) => {
      this.#serve(stream, headers, receive).catch(() => stream.destroy());
    });
  }

  static async start({ identity, port = 0, ...options }: Http2ServiceOptions): Promise<Http2Service> {
    const { maxConcurrentStreams, receive } = options;
    const server = createSecureServer({
      ...{ cert: identity.certificate, key: identity.key, ca: identity.authority },
      ...{ requestCert: true, rejectUnauthorized: false },
      settings: { maxConcurrentStreams },
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return new Http2Service(server, receive);
  }

  get connections(): number {
    return this.#sessions.size;
  }

  /** Says on every connection that it takes no more streams; with an error, those under way are lost. */
  goAway(code: number): void {
    for (const session of this.#sessions.keys()) {
      if (code === constants.NGHTTP2_NO_ERROR) session.close();
      else session.goaway(code);
    }
  }

  /** Ends every connection without a word. */
  cutConnections(): void {
    for (const session of this.#sessions.keys()) session.destroy();
  }

  /** Cuts what is under way. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.cutConnections();
    await closed;
  }

  #open(session: ServerHttp2Session): void {
    this.opened += 1;
    this.#sessions.set(session, { peer: { certificate: certificateOf(session) }, streams: 0 });
    // A client that breaks off is no fault of the service.
    session.on('error', () => session.destroy());
    session.once('close', () => this.#sessions.delete(session));
  }

  async #serve(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    receive: Http2ServiceOptions['receive'],
  ): Promise<void> {
    stream.on('error', () => stream.destroy());
    const connection = stream.session && this.#sessions.get(stream.session as ServerHttp2Session);
    if (connection === undefined) return;
    connection.streams += 1;
    this.peakStreams = Math.max(this.peakStreams, connection.streams);
    stream.once('close', () => {
      connection.streams -= 1;
    });
    const { peer } = connection;
    answer(stream, await receive({ headers, body: await buffer(stream), peer }));
  }
}

function certificateOf({ socket }: ServerHttp2Session): Peer['certificate'] {
  const { authorized, getPeerCertificate } = socket as TLSSocket;
  if (authorized) return 'trusted';
  return Object.keys(getPeerCertificate.call(socket) ?? {}).length === 0 ? 'none' : 'untrusted';
}

function answer(stream: ServerHttp2Stream, reply: Reply): void {
  if (reply === 'hang') return;
  if (reply === 'close') {
    stream.session?.destroy();
    return;
  }
  const { status = 200, headers = {}, body = '', retryAfter, delay = 0 } = reply;
  const respond = () => {
    if (stream.destroyed) return;
    stream.respond({
      ':status': status,
      ...headers,
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
    });
    stream.end(body);
  };
  if (delay === 0) {
    respond();
  } else if (typeof delay === 'number') {
    const timer = setTimeout(respond, delay);
    stream.once('close', () => clearTimeout(timer));
  } else {
    void delay.then(respond, respond);
  }
}
