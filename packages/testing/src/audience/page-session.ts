import WebSocket from 'ws';
import { authorizeChannel } from '../clients/signer.js';
import type { ServerAddress } from '../server/server-address.js';
import type { NumberFeed } from './number-publisher.js';

/** What a page has open, and who looks at it. */
export interface PageOptions {
  readonly server: ServerAddress;
  readonly userId: string;
  /** A presence channel. */
  readonly room: string;
  readonly feed: NumberFeed;
  /** Which pod the connection of this local port leads to. */
  readonly podOf?: (localPort: number) => string | undefined;
}

/** How a connection ended. */
export interface SessionEnd {
  readonly code: number;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** One connection of a page, from the first packet to the last, and everything that it was told. */
export class PageSession {
  /** Settles when both channels are subscribed. @throws Error when the connection ends before */
  readonly joined: Promise<void>;
  readonly closed: Promise<SessionEnd>;
  /** In the order of arrival. */
  readonly numbers: number[] = [];
  /** The user ids in the room, as the server has told of them. */
  readonly members = new Set<string>();
  /** Notices of members that came and went. */
  readonly notices = { added: 0, removed: 0 };
  /** What must not happen: a member that comes twice, an error, a frame that is no JSON. */
  readonly faults: string[] = [];
  readonly feed: NumberFeed;
  #firstOwed: number | undefined;
  #pod: string | undefined;
  #end: SessionEnd | undefined;
  readonly #socket: WebSocket;
  readonly #options: PageOptions;

  constructor(options: PageOptions) {
    this.#options = options;
    this.feed = options.feed;
    const { host, port, app } = options.server;
    this.#socket = new WebSocket(`ws://${host}:${port}/app/${app.key}?protocol=7&client=page&version=1.0.0`, {
      perMessageDeflate: false,
    });
    this.#socket.once('upgrade', ({ socket }) => {
      this.#pod = options.podOf?.(socket.localPort ?? 0);
    });
    this.closed = this.#listen();
    this.joined = this.#join();
  }

  /** Every number from this one on was sent off after the subscription was confirmed. Undefined until then. */
  get firstOwed(): number | undefined {
    return this.#firstOwed;
  }

  /** Undefined while it is open. */
  get end(): SessionEnd | undefined {
    return this.#end;
  }

  /** The pod that it leads to. */
  get pod(): string | undefined {
    return this.#pod;
  }

  /** Closes it as a browser that leaves the page. */
  async close(): Promise<void> {
    this.#socket.close(1001);
    await this.closed;
  }

  #listen(): Promise<SessionEnd> {
    const socket = this.#socket;
    return new Promise((resolve) => {
      socket.on('error', ({ message }) => this.faults.push(message));
      socket.once('close', (code) => {
        this.#end = { code, at: Date.now() };
        resolve(this.#end);
      });
    });
  }

  async #join(): Promise<void> {
    const awaited = new Set([this.feed.channel, this.#options.room]);
    const isJoined = new Promise<void>((resolve) => {
      this.#socket.on('message', (data) => {
        const frame: Frame = JSON.parse(String(data));
        this.#receive(frame);
        if (frame.event === succeeded && awaited.delete(frame.channel) && awaited.size === 0) resolve();
      });
    });
    const isClosed = this.closed.then(({ code }) => {
      const why = this.faults.length === 0 ? '' : ` (${this.faults.join(', ')})`;
      throw new Error(`The connection to ${this.#pod} ended before it was of use: ${code}${why}`);
    });
    await Promise.race([isJoined, isClosed]);
  }

  #receive({ event, channel, data }: Frame): void {
    switch (event) {
      case 'number':
        this.numbers.push(Number(data));
        return;
      case 'pusher:connection_established':
        this.#subscribe(String(JSON.parse(data).socket_id));
        return;
      case succeeded:
        if (channel === this.feed.channel) this.#firstOwed = this.feed.sentOff() + 1;
        else for (const id of JSON.parse(data).presence.ids) this.members.add(id);
        return;
      case 'pusher_internal:member_added':
        this.notices.added += 1;
        this.#came(JSON.parse(data).user_id);
        return;
      case 'pusher_internal:member_removed':
        this.notices.removed += 1;
        this.#went(JSON.parse(data).user_id);
        return;
      case 'pusher:ping':
        this.#send('pusher:pong', {});
        return;
      case 'pusher:error':
        if (Object(data).code !== 4200) this.faults.push(`an error: ${JSON.stringify(data)}`);
        return;
      default:
        this.faults.push(`${event}: ${JSON.stringify(data)}`);
    }
  }

  #came(userId: string): void {
    if (this.members.has(userId)) this.faults.push(`${userId} came, and was there`);
    this.members.add(userId);
  }

  #went(userId: string): void {
    if (!this.members.delete(userId)) this.faults.push(`${userId} went, and was not there`);
  }

  #subscribe(socketId: string): void {
    const { room, userId, server } = this.#options;
    const request = { socketId, channel: room, channelData: { user_id: userId } };
    this.#send('pusher:subscribe', { channel: this.feed.channel });
    this.#send('pusher:subscribe', { channel: room, ...authorizeChannel(server.app, request) });
  }

  #send(event: string, data: object): void {
    this.#socket.send(JSON.stringify({ event, data }));
  }
}

const succeeded = 'pusher_internal:subscription_succeeded';

interface Frame {
  readonly event: string;
  readonly channel: string;
  /** JSON, but for errors. */
  readonly data: string;
}
