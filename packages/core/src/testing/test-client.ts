import { channelText, hmacSha256, isRecord, parseChannelName, userText } from '@shoal/protocol';
import type { Connection } from '../connection/connection.js';
import type { RealtimeNode } from '../node.js';
import type { FakeSocket, ReceivedMessage } from './fake-socket.js';

export interface SubscribeOptions {
  /** On presence channels. Absent: without `channel_data`, as a signed-in client may. */
  readonly userId?: string | number;
  readonly userInfo?: unknown;
  /** Instead of a true signature; null sends none. */
  readonly auth?: string | null;
}

export interface SigninOptions {
  readonly watchlist?: readonly string[];
  readonly userInfo?: unknown;
  /** Instead of a true signature. */
  readonly auth?: string;
}

/** A connected client that speaks to its node as pusher-js would, with true signatures. */
export class TestClient {
  readonly socket: FakeSocket;
  readonly connection: Connection;
  private readonly node: RealtimeNode;

  constructor(node: RealtimeNode, { socket, connection }: { socket: FakeSocket; connection: Connection }) {
    this.node = node;
    this.socket = socket;
    this.connection = connection;
  }

  get socketId(): string {
    return this.connection.socketId;
  }

  send(message: object): void {
    this.node.receive(this.connection, JSON.stringify(message));
  }

  sendText(text: string): void {
    this.node.receive(this.connection, text);
  }

  subscribe(channel: string, { userId, userInfo, auth }: SubscribeOptions = {}): void {
    const channelData =
      userId === undefined
        ? {}
        : {
            channelData: JSON.stringify({
              user_id: userId,
              ...(userInfo === undefined ? {} : { user_info: userInfo }),
            }),
          };
    const signed = auth === undefined ? this.signChannel(channel, channelData) : auth;
    this.send({
      event: 'pusher:subscribe',
      data: {
        channel,
        ...(signed === null ? {} : { auth: signed }),
        ...(channelData.channelData === undefined ? {} : { channel_data: channelData.channelData }),
      },
    });
  }

  unsubscribe(channel: string): void {
    this.send({ event: 'pusher:unsubscribe', data: { channel } });
  }

  signIn(id: string, { auth, userInfo, watchlist }: SigninOptions = {}): void {
    const userData = JSON.stringify({
      id,
      ...(userInfo === undefined ? {} : { user_info: userInfo }),
      ...(watchlist === undefined ? {} : { watchlist }),
    });
    const text = userText({ socketId: this.socketId, userData });
    this.send({ event: 'pusher:signin', data: { auth: auth ?? this.sign(text), user_data: userData } });
  }

  clientEvent(channel: string, event: string, data: unknown = {}): void {
    this.send({ event, channel, data });
  }

  /** The line is gone. @param code as the transport reports it; 1006 is none at all */
  close(code = 1006): void {
    this.node.closed(this.connection, code);
  }

  /** Messages since the last time. */
  take(): ReceivedMessage[] {
    return this.socket.take();
  }

  /** Names of the events since the last time. */
  takeEvents(): string[] {
    return this.take().map(({ event }) => event);
  }

  private signChannel(channel: string, data: { channelData?: string }): string | null {
    if (!/^(private|presence)-/.test(parseChannelName(channel).name)) return null;
    return this.sign(channelText({ socketId: this.socketId, channel, ...data }));
  }

  private sign(text: string): string {
    const [{ key, secret }] = this.connection.app.credentials;
    return `${key}:${hmacSha256(secret, text)}`;
  }
}

/** What a message's `data` says: the protocol puts JSON into a string. */
export function dataOf({ data }: ReceivedMessage): Record<string, unknown> {
  const value: unknown = typeof data === 'string' ? JSON.parse(data) : data;
  if (!isRecord(value)) throw new Error(`Not an object: ${JSON.stringify(data)}`);
  return value;
}
