import { type ErrorKey, PusherError, userChannel, userChannelPrefix } from '@shoal/protocol';
import type { App } from './app/app.js';
import type { ChannelRegistry } from './channel/channel-registry.js';
import type { Clock } from './clock.js';
import type { Adapter, AdapterReceiver, Batch, ControlMessage } from './cluster/adapter.js';
import type { ChannelRef, ChannelStoreHost, HeldChannel } from './cluster/channel-store.js';
import type { Stores } from './cluster/stores.js';
import type { UserStatus } from './cluster/user-store.js';
import type { Admission, ConnectRequest } from './connection/admission.js';
import type { AuthorizationDeadline } from './connection/authorization-deadline.js';
import type { Connection } from './connection/connection.js';
import type { ConnectionRegistry } from './connection/connection-registry.js';
import type { Departure } from './connection/departure.js';
import { drain } from './connection/drain.js';
import type { Heartbeat } from './connection/heartbeat.js';
import type { Socket } from './connection/socket.js';
import type { FanOut } from './delivery/fan-out.js';
import type { SlowConsumers } from './delivery/slow-consumers.js';
import { andThen, type MaybePromise } from './maybe-promise.js';
import type { Receiver } from './messages/receiver.js';
import type { NodeTables } from './node-tables.js';
import type { Observer } from './observer/observer.js';
import type { MemberLists } from './presence/member-lists.js';
import type { Publication, PublicationSource, Publisher } from './publish/publisher.js';
import type { ChannelQueries } from './queries/channel-queries.js';
import type { UserRegistry } from './users/user-registry.js';
import type { UserSessions } from './users/user-sessions.js';
import type { WebhookSink } from './webhook/webhook-sink.js';

export interface NodeParts {
  readonly adapter: Adapter;
  readonly stores: Stores;
  readonly webhookSink: WebhookSink;
  readonly observer: Observer;
  readonly clock: Clock;
  readonly connections: ConnectionRegistry;
  readonly channels: ChannelRegistry;
  readonly users: UserRegistry;
  readonly admission: Admission;
  readonly departure: Departure;
  readonly heartbeat: Heartbeat;
  readonly authorizationDeadline: AuthorizationDeadline | undefined;
  readonly receiver: Receiver;
  readonly publisher: Publisher;
  readonly fanOut: FanOut;
  readonly slowConsumers: SlowConsumers;
  readonly lists: MemberLists;
  readonly sessions: UserSessions;
  readonly queries: ChannelQueries;
  readonly tables: NodeTables;
  readonly stop: () => void;
}

/**
 * One node's realtime behaviour. The transport calls `open`, `receive` and `closed`; the REST API calls `publish`,
 * the queries and `closeUser`; other nodes are heard through the adapter and the stores.
 */
export class RealtimeNode implements AdapterReceiver, ChannelStoreHost {
  private readonly parts: NodeParts;

  /** Use `createNode`. */
  constructor(parts: NodeParts) {
    this.parts = parts;
  }

  get queries(): ChannelQueries {
    return this.parts.queries;
  }

  get tables(): NodeTables {
    return this.parts.tables;
  }

  async start(): Promise<void> {
    const { stores, adapter } = this.parts;
    await stores.channels.start(this);
    await stores.users.start(this);
    await adapter.start(this);
  }

  /** A client has connected. Resolves with nothing when it was refused; the socket is then being closed. */
  open(socket: Socket, request: ConnectRequest): MaybePromise<Connection | undefined> {
    return andThen(this.parts.admission.admit(socket, request), (connection) => {
      if (connection === undefined) return undefined;
      this.parts.heartbeat.add(connection);
      this.parts.authorizationDeadline?.watch(connection);
      return connection;
    });
  }

  /** For a client that the transport itself has to refuse. */
  refuse(socket: Socket, error: ErrorKey): void {
    this.parts.admission.refuse(socket, new PusherError(error));
  }

  /** A text frame. Whatever is wrong with it is answered; nothing is thrown. */
  receive(connection: Connection, text: string): void {
    if (this.isHeard(connection)) this.parts.receiver.receive(connection, text);
  }

  /** A binary frame: the protocol has none. */
  receiveBinary(connection: Connection): void {
    if (this.isHeard(connection)) this.parts.receiver.receiveBinary(connection);
  }

  /** Any other sign of life: a WebSocket ping or pong. */
  touch(connection: Connection): void {
    if (this.isHeard(connection)) connection.lastHeardAt = this.parts.clock.now();
  }

  /** The socket is gone. @param code close code; 1006 when there was none */
  closed(connection: Connection, code: number): void {
    this.parts.departure.closed(connection, code);
  }

  /**
   * The client broke the WebSocket protocol, and the transport is closing its socket.
   *
   * @param code close code of RFC 6455, section 7.4.1
   */
  violated(connection: Connection, code: number): void {
    this.parts.departure.violated(connection, code);
  }

  /** @throws PusherError `backend` */
  publish(app: App, publication: Publication, source: PublicationSource): void {
    this.parts.publisher.publish(app, publication, source);
  }

  /**
   * Closes every connection on which the user is signed in, on all nodes.
   *
   * @returns how many there were. Rejects with PusherError `backend` while the cluster cannot be reached
   */
  closeUser(appId: string, userId: string, error: 'terminated' | 'reconnect'): MaybePromise<number> {
    const { adapter, stores } = this.parts;
    return andThen(stores.users.countSockets(appId, userId), (reached) => {
      this.closeUserHere(appId, userId, error);
      const room = { appId, name: userChannel(userId) };
      return andThen(adapter.control(room, { kind: 'close_connections', error }), () => reached);
    });
  }

  countConnections(appId: string): MaybePromise<number> {
    return this.parts.stores.quotas.count(appId);
  }

  /** Refuses newcomers. */
  startDraining(): void {
    this.parts.admission.startDraining();
  }

  /** Moves every client away, spread over `window` milliseconds; resolves when none is left. */
  drain(window: number): Promise<void> {
    const { connections, clock, departure } = this.parts;
    this.startDraining();
    return drain({
      connections,
      clock,
      window,
      close: (connection, error) => departure.close(connection, error),
    });
  }

  /**
   * Stops the timers, and records what would have waited for one. Connections that are still open are the transport's
   * to cut.
   */
  stop(): void {
    this.parts.stores.channels.stop?.();
    this.parts.stop();
  }

  deliver(batch: Batch): void {
    const channel = this.parts.channels.find(batch.channel.appId, batch.channel.name);
    if (channel !== undefined) this.parts.fanOut.deliverRemote(channel, batch);
  }

  look(channel: ChannelRef, version?: number): void {
    this.parts.lists.look(channel, version);
  }

  control({ appId, name }: ChannelRef, message: ControlMessage): void {
    switch (message.kind) {
      case 'close_connections':
        this.closeUserHere(appId, userOf(name), message.error);
        break;
      case 'user_status':
        this.parts.sessions.tellUser(appId, userOf(name), message.status);
        break;
      default:
        message satisfies never;
    }
  }

  reconnected(): void {
    this.parts.lists.lookAtAll();
  }

  recorded(records: Parameters<WebhookSink['record']>[0]): void {
    this.parts.webhookSink.record(records);
  }

  departed({ appId }: ChannelRef, members: number): void {
    for (let count = 0; count < members; count += 1) this.parts.observer.presenceChanged(appId, 'leave');
  }

  arrived({ appId }: ChannelRef, members: number): void {
    for (let count = 0; count < members; count += 1) this.parts.observer.presenceChanged(appId, 'join');
  }

  statusChanged(appId: string, status: UserStatus): void {
    this.parts.sessions.tellHere(appId, status);
  }

  *held(only?: ChannelRef): Iterable<HeldChannel> {
    const { channels } = this.parts;
    for (const channel of only === undefined ? channels : [channels.find(only.appId, only.name)]) {
      // What is still on its way is the store's to answer: here it would pass by the limit of members.
      if (!channel?.isStated) continue;
      const stated = [...(channel.members?.values() ?? [])].filter(({ isStated }) => isStated);
      const members = stated.map(({ member }) => member);
      yield { channel, count: channel.sockets, members };
    }
  }

  /** Whoever leaves what we answer unread is not answered any more. */
  private isHeard(connection: Connection): boolean {
    return connection.isOpen && this.parts.slowConsumers.keepsUp(connection);
  }

  private closeUserHere(appId: string, userId: string, error: 'terminated' | 'reconnect'): void {
    for (const connection of [...this.parts.users.connectionsOf(appId, userId)]) {
      this.parts.departure.close(connection, new PusherError(error));
    }
  }
}

function userOf(room: string): string {
  return room.slice(userChannelPrefix.length);
}
