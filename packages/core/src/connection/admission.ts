import {
  asPusherError,
  connectionEstablished,
  createSocketId,
  type ErrorKey,
  errorFrame,
  PusherError,
  parseProtocolVersion,
  textFrame,
} from '@shoal/protocol';
import type { App } from '../app/app.js';
import type { AppProvider } from '../app/app-provider.js';
import { isOriginAllowed } from '../app/origin.js';
import type { Clock } from '../clock.js';
import type { QuotaStore } from '../cluster/quota-store.js';
import { andThen, type MaybePromise } from '../maybe-promise.js';
import type { ConnectionErrorType, ConnectionOutcome, Observer } from '../observer/observer.js';
import { Connection } from './connection.js';
import type { ConnectionRegistry } from './connection-registry.js';
import type { Socket } from './socket.js';

/** What a client said when it connected. */
export interface ConnectRequest {
  readonly appKey: string;
  /** The `protocol` query parameter. */
  readonly protocol: string | undefined;
  readonly origin: string | undefined;
}

export interface AdmissionParts {
  readonly apps: AppProvider;
  readonly quotas: QuotaStore;
  readonly connections: ConnectionRegistry;
  readonly observer: Observer;
  readonly clock: Clock;
  /** Seconds, told to clients in the handshake. */
  readonly activityTimeout: number;
  /** Connections of this node, all apps together; 0 is no limit. */
  readonly maxConnections: number;
  /** soketi refuses with 4100 what the protocol refuses with 4004. */
  readonly overQuota: 'over_quota' | 'over_capacity';
}

/** The door: who may connect. A refused client gets the error as a frame and then as the close code. */
export class Admission {
  private readonly parts: AdmissionParts;
  /** Connections per app that are stated to the quota store, those still at the door included. */
  private readonly counted = new Map<string, number>();
  /** The same for all apps together. */
  private total = 0;
  private isDraining = false;

  constructor(parts: AdmissionParts) {
    this.parts = parts;
  }

  /** Newcomers are refused from now on with a code that makes them wait: 4200 would make them loop. */
  startDraining(): void {
    this.isDraining = true;
  }

  /** Resolves with nothing when the client was refused. */
  admit(socket: Socket, request: ConnectRequest): MaybePromise<Connection | undefined> {
    let appId: string | undefined;
    const refuse = (thrown: unknown): undefined => this.refuse(socket, asPusherError(thrown), appId);
    try {
      if (this.isDraining) throw new PusherError('draining');
      parseProtocolVersion(request.protocol);
      const opened = andThen(this.parts.apps.findByKey(request.appKey), (app) => {
        appId = app?.id;
        const known = this.check(app, request);
        return andThen(this.takeQuota(known), () => this.establish(socket, known));
      });
      return opened instanceof Promise ? opened.catch(refuse) : opened;
    } catch (error) {
      return refuse(error);
    }
  }

  /** Also for what the transport refuses before a connection can be asked for. */
  refuse(socket: Socket, error: PusherError, appId?: string): undefined {
    const { observer } = this.parts;
    if (error.key === 'internal') observer.failed('open connection', error.cause);
    const { outcome, type } = refusals[error.key] ?? overCapacity;
    observer.connectionAttempted(outcome, appId);
    observer.connectionErrored(type, appId);
    if (error.key === 'origin_not_allowed' && appId !== undefined) {
      observer.authenticationFailed({ appId, kind: 'connection', reason: error.key });
    }
    // What is no refusal of the protocol's own (a store is away) makes the client wait and come again.
    const shown = error.entry.closes ? error : new PusherError('over_capacity', error.message);
    socket.write(textFrame(errorFrame(shown)));
    socket.close(shown.entry.code ?? 4100, shown.message);
  }

  release(connection: Connection): void {
    this.giveBack(connection.app);
  }

  private check(app: App | undefined, { origin }: ConnectRequest): App {
    const { maxConnections } = this.parts;
    if (app === undefined) throw new PusherError('unknown_app');
    if (!app.enabled) throw new PusherError('app_disabled');
    if (!isOriginAllowed(app.allowedOrigins, origin)) throw new PusherError('origin_not_allowed');
    if (maxConnections > 0 && this.total >= maxConnections) throw new PusherError('over_capacity');
    return app;
  }

  private takeQuota(app: App): MaybePromise<void> {
    const { quotas, overQuota } = this.parts;
    const count = (this.counted.get(app.id) ?? 0) + 1;
    this.counted.set(app.id, count);
    this.total += 1;
    const decide = (isAdmitted: boolean): void => {
      if (isAdmitted && !this.isDraining) return;
      this.giveBack(app);
      throw isAdmitted ? new PusherError('draining') : new PusherError(overQuota, quotaMessage);
    };
    const fail = (error: unknown): never => {
      this.giveBack(app);
      throw error;
    };
    const admitted = quotas.admit(app.id, count, app.limits.connections);
    return admitted instanceof Promise ? admitted.catch(fail).then(decide) : decide(admitted);
  }

  private giveBack(app: App): void {
    this.total -= 1;
    const count = (this.counted.get(app.id) ?? 1) - 1;
    if (count === 0) this.counted.delete(app.id);
    else this.counted.set(app.id, count);
    this.parts.quotas.release(app.id, count);
  }

  private establish(socket: Socket, app: App): Connection {
    const { connections, observer, clock, activityTimeout } = this.parts;
    const counters = observer.countersOf(app.id);
    const connection = new Connection({
      socketId: createSocketId(),
      app,
      socket,
      counters,
      openedAt: clock.now(),
    });
    connections.add(connection);
    counters.connectionsEstablished += 1;
    observer.connectionAttempted('accepted', app.id);
    observer.connectionOpened({ appId: app.id, socketId: connection.socketId });
    connection.send(connectionEstablished(connection.socketId, activityTimeout));
    return connection;
  }
}

const quotaMessage = 'Application is over connection quota';

interface Refusal {
  readonly outcome: ConnectionOutcome;
  readonly type: ConnectionErrorType;
}

const overCapacity: Refusal = { outcome: 'capacity', type: 'over_capacity' };

const refusals: Partial<Record<ErrorKey, Refusal>> = {
  unknown_app: { outcome: 'unknown_app', type: 'app_not_found' },
  app_disabled: { outcome: 'disabled', type: 'app_disabled' },
  origin_not_allowed: { outcome: 'origin', type: 'origin_not_allowed' },
  over_quota: { outcome: 'quota', type: 'over_quota' },
  over_capacity: overCapacity,
  connecting_too_fast: { outcome: 'rate_limited', type: 'rate_limited' },
  draining: { outcome: 'draining', type: 'draining' },
  bad_version: { outcome: 'bad_protocol', type: 'protocol_error' },
  unsupported_protocol: { outcome: 'bad_protocol', type: 'protocol_error' },
  tls_required: { outcome: 'bad_protocol', type: 'protocol_error' },
  path_not_found: { outcome: 'bad_protocol', type: 'protocol_error' },
};
