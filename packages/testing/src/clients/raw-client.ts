import { text as readText } from 'node:stream/consumers';
import WebSocket from 'ws';
import type { AppCredentials, ServerAddress } from '../server/server-address.js';
import { type FrameMatch, Inbox, type ReceivedFrame } from './inbox.js';
import { authenticateUser, authorizeChannel } from './signer.js';

export interface ConnectOptions {
  readonly server: ServerAddress;
  /** The key in the URL: the app's by default. */
  readonly key?: string;
  /** The `protocol` parameter: 7 by default, left out when null. */
  readonly protocol?: string | number | null;
  /** More parameters of the query. */
  readonly query?: Readonly<Record<string, string>>;
  readonly origin?: string;
  /** Everything before the query: `/app/<key>` by default. */
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Told of every message, the first one included. */
  readonly onMessage?: (direction: 'sent' | 'received', text: string) => void;
}

export interface SubscribeOptions {
  /** Sent as it is; signed with the app's secret by default, on channels that need it. */
  readonly auth?: string;
  readonly channel_data?: string;
  /** The member to sign for on a presence channel. */
  readonly member?: unknown;
}

/** How a connection was closed. */
export interface Closed {
  readonly code: number;
  readonly reason: string;
}

/** Thrown when the server answers the upgrade with plain HTTP. */
export class UpgradeRefusedError extends Error {
  override readonly name = 'UpgradeRefusedError';
  readonly status: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(`The upgrade was answered with ${status}: ${body.slice(0, 200)}`);
    this.status = status;
    this.body = body;
  }
}

const defaultWithinMs = 5_000;

/** A WebSocket that speaks exactly what it is told: every frame can be seen, and every wrong one can be sent. */
export class RawClient implements AsyncDisposable {
  /** The socket itself, for what a client rarely does: pause, ping, terminate. */
  readonly socket: WebSocket;
  /** Settles when the connection is closed, whoever closed it. */
  readonly closed: Promise<Closed>;
  readonly #inbox = new Inbox();
  readonly #app: AppCredentials | undefined;
  readonly #onMessage: NonNullable<ConnectOptions['onMessage']>;
  #socketId = '';

  private constructor(socket: WebSocket, options?: ConnectOptions) {
    this.socket = socket;
    this.#app = options?.server.app;
    this.#onMessage = options?.onMessage ?? (() => {});
    socket.on('message', (data, isBinary) => {
      const text = isBinary ? '<binary frame>' : String(data);
      this.#onMessage('received', text);
      this.#inbox.receive(text);
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.#inbox.end(`the connection was closed (${code} ${reason})`);
        resolve({ code, reason: String(reason) });
      });
    });
  }

  /** Opens a connection and waits for `pusher:connection_established`. */
  static async connect(target: string | ConnectOptions): Promise<RawClient> {
    const client = await RawClient.open(target);
    try {
      const { payload } = await client.next('pusher:connection_established');
      client.#socketId = socketIdIn(payload);
      return client;
    } catch (error) {
      client.socket.terminate();
      throw error;
    }
  }

  /**
   * Opens a connection and waits for nothing: for those that the server will refuse.
   *
   * @throws UpgradeRefusedError when there is no WebSocket at all
   */
  static async open(target: string | ConnectOptions): Promise<RawClient> {
    const options = typeof target === 'string' ? undefined : target;
    const url = options === undefined ? String(target) : urlOf(options);
    const { origin, headers = {} } = options ?? {};
    const socket = new WebSocket(url, {
      headers,
      perMessageDeflate: false,
      ...(origin === undefined ? {} : { origin }),
    });
    const client = new RawClient(socket, options);
    await opened(socket);
    return client;
  }

  /** Empty until the server has given one. */
  get socketId(): string {
    return this.#socketId;
  }

  /** A text goes out as it is, an object as JSON. */
  send(message: string | object): void {
    const text = typeof message === 'string' ? message : JSON.stringify(message);
    this.socket.send(text);
    this.#onMessage('sent', text);
  }

  /**
   * The first frame that matches, past or future. It is taken out of the inbox.
   *
   * @throws Error that lists what arrived instead
   */
  async next(match: FrameMatch, options: { withinMs?: number } = {}): Promise<ReceivedFrame> {
    return await this.#inbox.take(match, options.withinMs ?? defaultWithinMs);
  }

  /** Subscribes and waits for the answer. @throws Error with the server's answer when it refuses */
  async subscribe(channel: string, options: SubscribeOptions = {}): Promise<ReceivedFrame> {
    const { member, ...given } = options;
    const signed = needsSignature(channel) && given.auth === undefined ? this.#sign(channel, member) : {};
    this.send({ event: 'pusher:subscribe', data: { channel, ...signed, ...given } });
    return await this.#answer(
      (frame) => frame.channel === channel && /:subscription_(succeeded|error)$/.test(frame.event),
    );
  }

  /** Signs in as this user and waits for the answer. @throws Error with the server's answer when it refuses */
  async signin(userData: unknown): Promise<ReceivedFrame> {
    const data = authenticateUser(this.#credentials(), { socketId: this.#socketId, userData });
    this.send({ event: 'pusher:signin', data });
    return await this.#answer(({ event }) => event === 'pusher:signin_success' || event === 'pusher:error');
  }

  /**
   * Waits until the server has read everything that this client sent and everything that it wrote before has
   * arrived. What is not in the inbox then was not written: this is how a test proves that something does not
   * happen. When another client was to cause it, that client's barrier comes first.
   */
  async barrier(): Promise<void> {
    this.send({ event: 'pusher:ping', data: {} });
    await this.#inbox.takeNew('pusher:pong', defaultWithinMs);
  }

  /** Takes out everything that arrived. */
  drainInbox(): ReceivedFrame[] {
    return this.#inbox.drain();
  }

  /** Closes the connection as a client does. */
  async close(code = 1000, reason = ''): Promise<Closed> {
    this.socket.close(code, reason);
    return await this.closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.socket.terminate(), 1_000);
    this.socket.resume();
    await this.close();
    clearTimeout(timer);
  }

  async #answer(match: (frame: ReceivedFrame) => boolean): Promise<ReceivedFrame> {
    const frame = await this.next(match);
    if (frame.event.endsWith('error')) throw new Error(`The server refused: ${frame.text}`);
    return frame;
  }

  #sign(channel: string, channelData: unknown): object {
    return authorizeChannel(this.#credentials(), { socketId: this.#socketId, channel, channelData });
  }

  #credentials(): AppCredentials {
    if (this.#app !== undefined) return this.#app;
    throw new Error('A client that was given a URL has no secret: give it `auth`, or connect to a server');
  }
}

function urlOf({ server, key = server.app.key, protocol = 7, query = {}, path }: ConnectOptions): string {
  const parameters = new URLSearchParams({
    ...(protocol === null ? {} : { protocol: String(protocol) }),
    client: 'raw',
    version: '1.0.0',
    ...query,
  });
  return `ws://${server.host}:${server.port}${path ?? `/app/${encodeURIComponent(key)}`}?${parameters}`;
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('open', resolve);
    // Stays for later failures too: those are told by `close`.
    socket.on('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      readText(response).then(
        (body) => reject(new UpgradeRefusedError(response.statusCode ?? 0, body)),
        reject,
      );
    });
  });
}

function socketIdIn(payload: unknown): string {
  const isObject = typeof payload === 'object' && payload !== null && 'socket_id' in payload;
  if (isObject && typeof payload.socket_id === 'string') return payload.socket_id;
  throw new Error(`connection_established has no socket_id: ${JSON.stringify(payload)}`);
}

function needsSignature(channel: string): boolean {
  return channel.startsWith('private-') || channel.startsWith('presence-');
}
