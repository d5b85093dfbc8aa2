import { type ErrorKey, errorFrame, type PusherError } from '@shoal/protocol';
import type { Clock } from '../clock.js';
import type { LeaveCause } from '../cluster/channel-store.js';
import type { FlushQueue } from '../delivery/flush-queue.js';
import type { SlowConsumers } from '../delivery/slow-consumers.js';
import type { Subscriber } from '../messages/subscribe.js';
import type { DisconnectReason, Observer } from '../observer/observer.js';
import type { UserSessions } from '../users/user-sessions.js';
import type { Admission } from './admission.js';
import type { Connection } from './connection.js';
import type { ConnectionRegistry } from './connection-registry.js';
import type { Heartbeat } from './heartbeat.js';

export interface DepartureParts {
  readonly connections: ConnectionRegistry;
  readonly heartbeat: Heartbeat;
  readonly admission: Admission;
  readonly subscriber: Subscriber;
  readonly sessions: UserSessions;
  readonly flushQueue: FlushQueue;
  readonly slowConsumers: SlowConsumers;
  readonly observer: Observer;
  readonly clock: Clock;
}

interface End {
  readonly code: number;
  readonly side: 'client' | 'server';
  readonly reason: DisconnectReason;
  readonly cause: LeaveCause;
}

/** The one place where a connection ends, whoever ended it: everything that it held is given back here. */
export class Departure {
  private readonly parts: DepartureParts;

  constructor(parts: DepartureParts) {
    this.parts = parts;
  }

  /** We end it: what was published comes first, then the error as a frame, then as the close code. */
  close(connection: Connection, error: PusherError): void {
    if (!connection.isOpen) return;
    const code = error.entry.code ?? 4100;
    for (const { channel } of connection.subscriptions?.values() ?? []) this.parts.flushQueue.flush(channel);
    // The flush itself may have found it to be a slow consumer.
    if (!connection.isOpen) return;
    connection.send(errorFrame(error));
    connection.socket.close(code, error.message);
    if (error.key === 'slow_consumer')
      this.parts.clock.after(slowCloseMilliseconds, () => connection.socket.destroy());
    const reason = reasons[error.key] ?? 'normal';
    this.end(connection, { code, side: 'server', reason, cause: reason === 'drain' ? 'drained' : 'left' });
  }

  /** The client, or the line, ended it. */
  closed(connection: Connection, code: number): void {
    this.end(connection, { code, side: 'client', reason: reasonOf(code), cause: 'left' });
  }

  /** The client broke the WebSocket protocol: the transport ends it with this code, without a frame of ours. */
  violated(connection: Connection, code: number): void {
    if (!connection.isOpen) return;
    const { observer } = this.parts;
    observer.connectionErrored(code === 1009 ? 'message_too_large' : 'protocol_error', connection.app.id);
    this.end(connection, { code, side: 'server', reason: reasonOf(code), cause: 'left' });
  }

  private end(connection: Connection, { code, side, reason, cause }: End): void {
    if (!connection.isOpen) return;
    connection.isOpen = false;
    const { connections, heartbeat, admission, subscriber, sessions, slowConsumers, observer, clock } =
      this.parts;
    // Leaving flushes: until then the connection must be found by what leaves it out.
    subscriber.leaveAll(connection, cause);
    connections.remove(connection);
    heartbeat.remove(connection);
    slowConsumers.remove(connection);
    sessions.end(connection);
    admission.release(connection);
    connection.counters.connectionsClosed += 1;
    const { app, socketId, openedAt } = connection;
    const seconds = (clock.now() - openedAt) / 1000;
    observer.connectionClosed({ appId: app.id, socketId }, { code, side, reason, seconds });
  }
}

/** A client that does not read will not read the close either. */
const slowCloseMilliseconds = 1000;

const reasons: Partial<Record<ErrorKey, DisconnectReason>> = {
  no_pong: 'timeout',
  not_authorized_in_time: 'timeout',
  slow_consumer: 'slow_consumer',
  terminated: 'terminated',
  reconnect: 'terminated',
  moving: 'drain',
  message_rate_exceeded: 'limit',
  client_event_rate_exceeded: 'limit',
};

/** Close codes of RFC 6455, section 7.4.1; a client's own codes (4000 and above) are a normal end. */
function reasonOf(code: number): DisconnectReason {
  switch (code) {
    case 1001:
      return 'going_away';
    case 1006:
      return 'network';
    case 1009:
      return 'limit';
    case 1002:
    case 1003:
    case 1007:
    case 1008:
      return 'protocol_error';
    default:
      return 'normal';
  }
}
