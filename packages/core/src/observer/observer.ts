import type { ChannelType } from '@shoal/protocol';

/**
 * What core tells about itself, for metrics and logs. Every method is synchronous, returns nothing and must
 * not throw. Labels are the literal unions below: nothing that a client said ever becomes one.
 *
 * Hot paths do not call methods: they add to the plain numbers of an {@link AppCounters}, which the
 * implementation copies out when it is scraped.
 */
export interface Observer {
  /** The record of one known app; the same object for the life of the process. */
  countersOf(appId: string): AppCounters;

  /** `appId` is absent when the key named no app we know. */
  connectionAttempted(outcome: ConnectionOutcome, appId?: string): void;
  connectionErrored(error: ConnectionErrorType, appId?: string): void;
  connectionOpened(connection: ConnectionFacts): void;
  connectionClosed(connection: ConnectionFacts, end: ConnectionEnd): void;
  heartbeatFailed(appId: string): void;

  subscribed(appId: string, type: ChannelType): void;
  /** Disconnects included: one call for each channel that a closing connection still had. */
  unsubscribed(appId: string, type: ChannelType): void;
  subscriptionFailed(failure: SubscriptionFailure): void;
  /** Members told to the sockets of this node. */
  presenceChanged(appId: string, event: PresenceEvent): void;

  clientEventRejected(appId: string, reason: ClientEventRejection): void;
  rateLimitChecked(appId: string, limiter: SocketLimiter, allowed: boolean): void;
  authenticationFailed(failure: AuthenticationFailure): void;

  messageProcessed(kind: MessageKind, seconds: number): void;
  messageSized(direction: 'in' | 'out', bytes: number): void;
  /**
   * One flushed batch of one channel. `seconds` runs from accepting its oldest publish, on whatever node, to the last
   * socket of this one.
   */
  fannedOut(scope: 'local' | 'remote', seconds: number, recipients: number): void;

  slowConsumer(appId: string): void;
  messagesDropped(appId: string, reason: DropReason, count: number): void;
  /** `cache` is the cache of last events on cache channels. */
  cacheRead(hit: boolean): void;
  cacheOperated(operation: 'get' | 'set' | 'delete'): void;
  /** `seconds` is absent where nobody waited for it to be done. */
  adapterOperated(
    operation: AdapterOperation,
    facts: { seconds?: number; bytes?: number; failed?: boolean },
  ): void;
  /** Something broke inside; the node goes on. Never shown to a client. */
  failed(where: string, error: unknown): void;
}

/** Plain numbers of one app, added to on hot paths, only ever growing. */
export interface AppCounters {
  connectionsEstablished: number;
  connectionsClosed: number;
  messagesSent: number;
  messagesReceived: number;
  /** Bytes on the wire of WebSocket frames, headers included. */
  bytesSent: number;
  bytesReceived: number;
  /** One per publication and channel, on the accepting node only. */
  broadcasts: number;
  clientEvents: number;
  publishesHttp: number;
  publishesBatch: number;
  publishesClient: number;
}

export interface ConnectionFacts {
  readonly appId: string;
  readonly socketId: string;
}

export interface ConnectionEnd {
  readonly code: number;
  readonly side: 'client' | 'server';
  readonly reason: DisconnectReason;
  readonly seconds: number;
}

export interface SubscriptionFailure {
  readonly appId: string;
  readonly type: ChannelType | 'unknown';
  readonly reason: SubscriptionFailureReason;
}

export interface AuthenticationFailure {
  readonly appId: string;
  readonly kind: 'subscribe' | 'user' | 'connection';
  readonly reason: string;
  readonly socketId?: string;
}

export type ConnectionOutcome =
  | 'accepted'
  | 'unknown_app'
  | 'disabled'
  | 'origin'
  | 'quota'
  | 'capacity'
  | 'rate_limited'
  | 'draining'
  | 'bad_protocol';

export type ConnectionErrorType =
  | 'timeout'
  | 'protocol_error'
  | 'app_not_found'
  | 'app_disabled'
  | 'origin_not_allowed'
  | 'over_quota'
  | 'over_capacity'
  | 'rate_limited'
  | 'draining'
  | 'authentication_failed'
  | 'message_too_large'
  | 'network';

export type DisconnectReason =
  | 'normal'
  | 'timeout'
  | 'drain'
  | 'terminated'
  | 'slow_consumer'
  | 'protocol_error'
  | 'limit'
  | 'going_away'
  | 'network';

export type SubscriptionFailureReason =
  | 'auth'
  | 'bad_channel'
  | 'bad_member'
  | 'over_capacity'
  | 'limit'
  | 'backend';

export type PresenceEvent = 'join' | 'leave' | 'update';
export type ClientEventRejection =
  | 'disabled'
  | 'bad_channel'
  | 'bad_event'
  | 'not_subscribed'
  | 'payload_too_large'
  | 'rate_limited';
export type SocketLimiter = 'client_event' | 'message';
export type MessageKind = 'subscribe' | 'unsubscribe' | 'client_event' | 'signin' | 'ping' | 'other';
export type DropReason = 'slow_consumer' | 'closed' | 'over_limit';
export type AdapterOperation = 'publish' | 'subscribe' | 'unsubscribe' | 'receive';
