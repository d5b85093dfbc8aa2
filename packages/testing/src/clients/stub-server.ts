import { once } from 'node:events';
import { createServer } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import {
  connectionEstablished,
  createMember,
  createSocketId,
  errorFrame,
  limits,
  PusherError,
  parseInbound,
  parsePresenceData,
  parsePublish,
  pong,
  presenceSucceeded,
  publishedEvent,
  signinSuccess,
  subscriptionError,
  subscriptionSucceeded,
  verifyChannel,
  verifyUser,
} from '@shoal/protocol';
import { type VerifyClientCallbackAsync, type WebSocket, WebSocketServer } from 'ws';
import { portOf } from '../server/free-ports.js';
import { defaultApp, type ServerAddress } from '../server/server-address.js';

/** Knows just enough of the protocol to try this kit's own clients on: whoever is connected gets every event. */
export class StubServer implements ServerAddress, AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly app = defaultApp;
  readonly sockets: WebSocket[] = [];
  /** The path and query of every connection. */
  readonly urls: string[] = [];
  readonly #http;

  private constructor(http: ReturnType<typeof createServer>) {
    this.#http = http;
    this.port = portOf(http);
    const verifyClient: VerifyClientCallbackAsync = ({ req }, decide) =>
      decide(req.url !== '/refused', 404, 'nothing here');
    http.on('request', async (request, response) => {
      this.#publish(await readText(request));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    new WebSocketServer({ server: http, verifyClient }).on('connection', (socket, { url = '' }) => {
      this.urls.push(url);
      this.sockets.push(socket);
      this.#serve(socket, url);
    });
  }

  static async start(): Promise<StubServer> {
    const http = createServer();
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    return new StubServer(http);
  }

  /** Sends to every client. */
  send(text: string): void {
    for (const socket of this.sockets) socket.send(text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    await once(this.#http.close(), 'close');
  }

  #serve(socket: WebSocket, url: string): void {
    if (!url.startsWith(`/app/${this.app.key}`)) {
      const refusal = new PusherError('unknown_app');
      socket.send(errorFrame(refusal));
      socket.close(refusal.entry.code, refusal.message);
      return;
    }
    const socketId = createSocketId();
    socket.send(connectionEstablished(socketId, 120));
    socket.on('message', (data) => {
      const answer = this.#answer(String(data), socketId);
      if (answer !== undefined) socket.send(answer);
    });
  }

  #publish(body: string): void {
    const { name, data, channels } = parsePublish(JSON.parse(body), limits);
    const frame = publishedEvent(name, data);
    for (const channel of channels) this.send(frame(channel.name));
  }

  #answer(text: string, socketId: string): string | undefined {
    const message = parseInbound(text);
    if (message.kind === 'ping') return pong;
    if (message.kind === 'signin') {
      const { auth, userData } = message;
      const valid = verifyUser([this.app], auth, { socketId, userData });
      return valid ? signinSuccess(userData) : errorFrame(new PusherError('not_signed_in'));
    }
    if (message.kind !== 'subscribe') return undefined;
    const { channel, auth = '', channelData } = message;
    const claim = { socketId, channel, ...(channelData === undefined ? {} : { channelData }) };
    const open = !/^(private|presence)-/.test(channel);
    if (!open && !verifyChannel([this.app], auth, claim)) {
      return subscriptionError(channel, new PusherError('subscription_unauthorized'));
    }
    if (!channel.startsWith('presence-')) return subscriptionSucceeded(channel);
    const member =
      channelData === undefined ? createMember('signed-in') : parsePresenceData(channelData, 2_048);
    return presenceSucceeded(channel, [member]);
  }
}
