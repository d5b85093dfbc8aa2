import type {
  AuthenticationFailure,
  ConnectionEnd,
  ConnectionErrorType,
  ConnectionFacts,
  ConnectionOutcome,
  Observer,
} from '@shoal/core';
import type { Logger } from '@shoal/runtime';

export interface EventLoggers {
  readonly logger: Logger;
  /** For what anybody can cause as often as he likes: it holds repetitions back. */
  readonly limited: Logger;
}

/** Log lines for what operators search, with fixed words; everything is passed on to the metrics as it is. */
export function logEvents(metrics: Observer, { logger, limited }: EventLoggers): Observer {
  return {
    ...passOn(metrics),
    connectionOpened(connection: ConnectionFacts): void {
      metrics.connectionOpened(connection);
      logger.info('connection established', describe(connection));
    },
    connectionClosed(connection: ConnectionFacts, end: ConnectionEnd): void {
      metrics.connectionClosed(connection, end);
      const { code, side, reason, seconds } = end;
      const durationMs = Math.round(seconds * 1000);
      logger.info('connection closed', {
        ...describe(connection),
        code,
        side,
        reason,
        duration_ms: durationMs,
      });
    },
    connectionAttempted(outcome: ConnectionOutcome, appId?: string): void {
      metrics.connectionAttempted(outcome, appId);
      if (outcome !== 'accepted')
        limited.warn('connection rejected', { ...appField(appId), reason: outcome });
    },
    connectionErrored(error: ConnectionErrorType, appId?: string): void {
      metrics.connectionErrored(error, appId);
      logger.debug('connection error', { ...appField(appId), reason: error });
    },
    authenticationFailed(failure: AuthenticationFailure): void {
      metrics.authenticationFailed(failure);
      const { appId, kind, reason, socketId } = failure;
      limited.warn('authentication failed', { app_id: appId, kind, reason, socket_id: socketId });
    },
    failed(where: string, error: unknown): void {
      metrics.failed(where, error);
      limited.error('operation failed', { operation: where, error });
    },
  };
}

function describe({ appId, socketId }: ConnectionFacts): { app_id: string; socket_id: string } {
  return { app_id: appId, socket_id: socketId };
}

function appField(appId: string | undefined): { app_id?: string } {
  return appId === undefined ? {} : { app_id: appId };
}

/** What nobody reads line by line: counted only. */
function passOn(metrics: Observer): Omit<Observer, LoggedEvent> {
  return {
    countersOf: (appId) => metrics.countersOf(appId),
    heartbeatFailed: (appId) => metrics.heartbeatFailed(appId),
    subscribed: (appId, type) => metrics.subscribed(appId, type),
    unsubscribed: (appId, type) => metrics.unsubscribed(appId, type),
    subscriptionFailed: (failure) => metrics.subscriptionFailed(failure),
    presenceChanged: (appId, event) => metrics.presenceChanged(appId, event),
    clientEventRejected: (appId, reason) => metrics.clientEventRejected(appId, reason),
    rateLimitChecked: (appId, limiter, allowed) => metrics.rateLimitChecked(appId, limiter, allowed),
    messageProcessed: (kind, seconds) => metrics.messageProcessed(kind, seconds),
    messageSized: (direction, bytes) => metrics.messageSized(direction, bytes),
    fannedOut: (scope, seconds, recipients) => metrics.fannedOut(scope, seconds, recipients),
    slowConsumer: (appId) => metrics.slowConsumer(appId),
    messagesDropped: (appId, reason, count) => metrics.messagesDropped(appId, reason, count),
    cacheRead: (hit) => metrics.cacheRead(hit),
    cacheOperated: (operation) => metrics.cacheOperated(operation),
    adapterOperated: (operation, facts) => metrics.adapterOperated(operation, facts),
  };
}

type LoggedEvent =
  | 'connectionOpened'
  | 'connectionClosed'
  | 'connectionAttempted'
  | 'connectionErrored'
  | 'authenticationFailed'
  | 'failed';
