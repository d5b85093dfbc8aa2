import type { AdapterOperation } from '../catalogue/areas/adapter.js';
import type { CacheOperation } from '../catalogue/areas/cache.js';
import type { PresenceEvent } from '../catalogue/areas/channels.js';
import type { ConnectionErrorType, ConnectionOutcome, DropReason } from '../catalogue/areas/connections.js';
import type { LimiterType } from '../catalogue/areas/limits.js';
import type {
  ClientEventRejection,
  FanoutScope,
  MessageDirection,
  MessageKind,
} from '../catalogue/areas/messages.js';
import {
  AUTHORISED_CHANNEL_TYPES,
  type AuthorisedChannelType,
  type SubscribableChannelType,
  UNKNOWN_APP,
} from '../catalogue/label-values.js';
import type { ServerCatalogue } from '../catalogue/server-catalogue.js';
import type { MetricsRegistry } from '../series/metrics-registry.js';
import type { AppCounters } from './app-counters.js';
import type { CacheMetrics } from './caches/cache-metrics.js';
import type { KnownApps } from './known-apps.js';
import type { AdapterFacts, ConnectionEnd, SubscriptionFailure } from './observer-events.js';
import type { RateLimitMetrics } from './rate-limit-metrics.js';

function isAuthorised(type: string): type is AuthorisedChannelType {
  return AUTHORISED_CHANNEL_TYPES.some((authorised) => authorised === type);
}

function familiesOf(registry: MetricsRegistry<ServerCatalogue>) {
  return {
    attempts: registry.counter('connection_attempts_total'),
    errors: registry.counter('connection_errors_total'),
    disconnects: registry.counter('disconnects_total'),
    durations: registry.histogram('connection_duration_seconds'),
    heartbeatFailures: registry.counter('heartbeat_failures_total'),
    slowConsumers: registry.counter('slow_consumers_total'),
    dropped: registry.counter('messages_dropped_total'),
    subscriptions: registry.counter('channel_subscriptions_total'),
    unsubscriptions: registry.counter('channel_unsubscriptions_total'),
    subscriptionFailures: registry.counter('subscription_failures_total'),
    subscriptionAuthFailures: registry.counter('subscription_auth_failures_total'),
    presenceEvents: registry.counter('presence_events_total'),
    clientEventsRejected: registry.counter('client_events_rejected_total'),
    adapterOperations: registry.counter('adapter_operations_total'),
    adapterErrors: registry.counter('adapter_errors_total'),
    adapterLatency: registry.histogram('adapter_latency_seconds'),
    adapterSizes: registry.histogram('adapter_message_size_bytes'),
  };
}

/** What is counted for every message and flush: its series are at hand, for finding them costs more than counting. */
function messageSeriesOf(registry: MetricsRegistry<ServerCatalogue>) {
  const processing = registry.histogram('message_processing_duration_seconds');
  const sizes = registry.histogram('message_size_bytes');
  const latency = registry.histogram('fanout_latency_seconds');
  return {
    processing: {
      subscribe: processing.of({ kind: 'subscribe' }),
      unsubscribe: processing.of({ kind: 'unsubscribe' }),
      client_event: processing.of({ kind: 'client_event' }),
      signin: processing.of({ kind: 'signin' }),
      ping: processing.of({ kind: 'ping' }),
      other: processing.of({ kind: 'other' }),
    },
    sizes: { in: sizes.of({ direction: 'in' }), out: sizes.of({ direction: 'out' }) },
    latency: { local: latency.of({ scope: 'local' }), remote: latency.of({ scope: 'remote' }) },
    recipients: registry.histogram('fanout_recipients').of({}),
    received: registry.histogram('adapter_receive_latency_seconds').of({}),
  };
}

/**
 * Hears from core what happens on the node; has the shape of core's observer, without importing it. Every
 * method is synchronous and does not throw.
 */
export class NodeObserver {
  readonly #apps: KnownApps;
  readonly #rateLimits: RateLimitMetrics;
  readonly #caches: CacheMetrics;
  readonly #families: ReturnType<typeof familiesOf>;
  readonly #messages: ReturnType<typeof messageSeriesOf>;

  constructor(
    registry: MetricsRegistry<ServerCatalogue>,
    parts: { apps: KnownApps; rateLimits: RateLimitMetrics; caches: CacheMetrics },
  ) {
    this.#apps = parts.apps;
    this.#rateLimits = parts.rateLimits;
    this.#caches = parts.caches;
    this.#families = familiesOf(registry);
    this.#messages = messageSeriesOf(registry);
    this.#families.attempts.declare({ app_id: UNKNOWN_APP });
    this.#families.errors.declare({ app_id: UNKNOWN_APP });
  }

  /** The record of one known app; the same object for the life of the process. */
  countersOf(appId: string): AppCounters {
    return this.#apps.countersOf(appId);
  }

  /** `appId` is absent when the key named no known app. */
  connectionAttempted(outcome: ConnectionOutcome, appId?: string): void {
    this.#families.attempts.add({ app_id: this.#apps.label(appId), outcome });
  }

  connectionErrored(error_type: ConnectionErrorType, appId?: string): void {
    this.#families.errors.add({ app_id: this.#apps.label(appId), error_type });
  }

  /** Counted by {@link AppCounters.connectionsEstablished}. */
  connectionOpened(): void {}

  connectionClosed({ appId: app_id }: { readonly appId: string }, end: ConnectionEnd): void {
    const { side, reason } = end;
    this.#families.disconnects.add({ app_id, code: String(end.code), side, reason });
    this.#families.durations.observe({}, end.seconds);
  }

  heartbeatFailed(app_id: string): void {
    this.#families.heartbeatFailures.add({ app_id });
  }

  /** Channels of signed-in users are the server's own business and do not count. */
  subscribed(app_id: string, channel_type: SubscribableChannelType | 'user'): void {
    if (channel_type !== 'user') this.#families.subscriptions.add({ app_id, channel_type });
  }

  unsubscribed(app_id: string, channel_type: SubscribableChannelType | 'user'): void {
    if (channel_type !== 'user') this.#families.unsubscriptions.add({ app_id, channel_type });
  }

  subscriptionFailed({ appId: app_id, type: channel_type, reason }: SubscriptionFailure): void {
    this.#families.subscriptionFailures.add({ app_id, channel_type, reason });
    if (reason === 'auth' && isAuthorised(channel_type)) {
      this.#families.subscriptionAuthFailures.add({ app_id, channel_type });
    }
  }

  presenceChanged(app_id: string, event: PresenceEvent): void {
    this.#families.presenceEvents.add({ app_id, event });
  }

  clientEventRejected(app_id: string, reason: ClientEventRejection): void {
    this.#families.clientEventsRejected.add({ app_id, reason });
  }

  rateLimitChecked(appId: string, limiter: LimiterType, allowed: boolean): void {
    this.#rateLimits.checked(limiter, allowed, appId);
  }

  /** For logs: a refused subscription is also told to {@link subscriptionFailed}, which knows its channel type. */
  authenticationFailed(): void {}

  messageProcessed(kind: MessageKind, seconds: number): void {
    this.#messages.processing[kind].observe(seconds);
  }

  messageSized(direction: MessageDirection, bytes: number): void {
    this.#messages.sizes[direction].observe(bytes);
  }

  fannedOut(scope: FanoutScope, seconds: number, recipients: number): void {
    this.#messages.latency[scope].observe(seconds);
    this.#messages.recipients.observe(recipients);
  }

  slowConsumer(app_id: string): void {
    this.#families.slowConsumers.add({ app_id });
  }

  messagesDropped(app_id: string, reason: DropReason, count: number): void {
    this.#families.dropped.add({ app_id, reason }, count);
  }

  cacheRead(hit: boolean): void {
    this.#caches.read('channel', hit);
  }

  cacheOperated(operation: CacheOperation): void {
    this.#caches.operated('channel', operation);
  }

  adapterOperated(operation: AdapterOperation, { seconds, bytes, failed = false }: AdapterFacts): void {
    this.#families.adapterOperations.add({ operation });
    if (failed) this.#families.adapterErrors.add({ operation });
    if (seconds !== undefined) this.#adapterTook(operation, seconds);
    if (bytes === undefined) return;
    this.#families.adapterSizes.observe({ direction: operation === 'receive' ? 'in' : 'out' }, bytes);
  }

  #adapterTook(operation: AdapterOperation, seconds: number): void {
    if (operation === 'receive') this.#messages.received.observe(seconds);
    else if (operation !== 'unsubscribe') this.#families.adapterLatency.observe({ operation }, seconds);
  }

  /** For logs: what breaks inside has no label that is both useful and bounded. */
  failed(): void {}
}
