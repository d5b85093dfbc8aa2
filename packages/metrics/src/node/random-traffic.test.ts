import fc from 'fast-check';
import { type ParsedFamily, seriesKey } from '../../test/parse-exposition.js';
import { createServerFixture, LIST_CHANNELS, PUBLISH } from '../../test/server-fixture.js';
import type { NodeMetrics } from '../node-metrics.js';

/** What one event does to the metrics, and by how much it must raise which series. */
interface Event {
  tell(metrics: NodeMetrics): void;
  readonly raises: readonly (readonly [name: string, labels: Record<string, string>, by: number])[];
}

const app_id = fc.constantFrom('a', 'b', 'c');
const count = fc.integer({ min: 0, max: 1000 });
const channel_type = fc.constantFrom('public', 'private', 'presence', 'private_encrypted_cache');

const hotNumbers = fc.record({ app_id, count }).map(
  (by): Event => ({
    tell: ({ observer }) => {
      const counters = observer.countersOf(by.app_id);
      counters.messagesSent += by.count;
      counters.bytesSent += by.count * 10;
      counters.broadcasts += 1;
      counters.publishesBatch += 2;
    },
    raises: [
      ['messages_sent_total', { app_id: by.app_id }, by.count],
      ['socket_transmitted_bytes_total', { app_id: by.app_id }, by.count * 10],
      ['broadcast_messages_total', { app_id: by.app_id }, 1],
      ['publishes_accepted_total', { app_id: by.app_id, source: 'batch' }, 2],
    ],
  }),
);

const opened = app_id.map(
  (appId): Event => ({
    tell: ({ observer }) => {
      observer.countersOf(appId).connectionsEstablished += 1;
      observer.connectionAttempted('accepted', appId);
    },
    raises: [
      ['connection_attempts_total', { app_id: appId, outcome: 'accepted' }, 1],
      ['connection_established_total', { app_id: appId }, 1],
      ['total_connections', { app_id: appId }, 1],
    ],
  }),
);

const closed = fc
  .record({ app_id, code: fc.constantFrom(1001, 4200), seconds: fc.integer({ min: 0, max: 99 }) })
  .map(
    (end): Event => ({
      tell: ({ observer }) => {
        observer.countersOf(end.app_id).connectionsClosed += 1;
        observer.connectionClosed({ appId: end.app_id }, { ...end, side: 'server', reason: 'drain' });
      },
      raises: [
        ['connection_closed_total', { app_id: end.app_id }, 1],
        [
          'disconnects_total',
          { app_id: end.app_id, code: `${end.code}`, side: 'server', reason: 'drain' },
          1,
        ],
        ['connection_duration_seconds_count', {}, 1],
        ['connection_duration_seconds_sum', {}, end.seconds],
        ['connection_duration_seconds_bucket', { le: '15' }, end.seconds <= 15 ? 1 : 0],
      ],
    }),
  );

const refusedSubscription = fc.record({ app_id, channel_type }).map(
  (labels): Event => ({
    tell: ({ observer }) =>
      observer.subscriptionFailed({ appId: labels.app_id, type: labels.channel_type, reason: 'auth' }),
    raises: [
      ['subscription_failures_total', { ...labels, reason: 'auth' }, 1],
      ...(labels.channel_type === 'public' ? [] : [['subscription_auth_failures_total', labels, 1] as const]),
    ],
  }),
);

const subscription = fc.record({ app_id, channel_type }).map(
  (labels): Event => ({
    tell: ({ observer }) => {
      observer.subscribed(labels.app_id, labels.channel_type);
      observer.unsubscribed(labels.app_id, labels.channel_type);
      observer.subscribed(labels.app_id, 'user');
      observer.presenceChanged(labels.app_id, 'join');
    },
    raises: [
      ['channel_subscriptions_total', labels, 1],
      ['channel_unsubscriptions_total', labels, 1],
      ['presence_events_total', { app_id: labels.app_id, event: 'join' }, 1],
    ],
  }),
);

const limiter = fc.record({ app_id: fc.constantFrom('a', undefined), allowed: fc.boolean() }).map(
  ({ app_id: appId, allowed }): Event => ({
    tell: ({ http }) => http.rateLimitChecked('api', allowed, appId),
    raises: [
      [
        'rate_limit_checks_total',
        { app_id: appId ?? 'unknown', limiter_type: 'api', result: allowed ? 'allowed' : 'limited' },
        1,
      ],
      ['rate_limit_triggered_total', { app_id: appId ?? 'unknown', limiter_type: 'api' }, allowed ? 0 : 1],
    ],
  }),
);

const adapter = fc.record({ failed: fc.boolean(), operation: fc.constantFrom('publish', 'receive') }).map(
  ({ failed, operation }): Event => ({
    tell: ({ observer }) => observer.adapterOperated(operation, { seconds: 0.002, bytes: 300, failed }),
    raises: [
      ['adapter_operations_total', { operation }, 1],
      ['adapter_errors_total', { operation }, failed ? 1 : 0],
      operation === 'publish'
        ? ['adapter_latency_seconds_bucket', { operation, le: '0.0025' }, 1]
        : ['adapter_receive_latency_seconds_bucket', { le: '0.0025' }, 1],
      ['adapter_message_size_bytes_count', { direction: operation === 'publish' ? 'out' : 'in' }, 1],
    ],
  }),
);

const request = fc
  .record({
    appId: fc.constantFrom('a', 'b', undefined),
    route: fc.constantFrom(PUBLISH, LIST_CHANNELS),
    status: fc.constantFrom(200, 302, 401, 503),
    responseBytes: count,
    requestBytes: count,
  })
  .map(({ appId, route, status, ...sizes }): Event => {
    const { method, template: endpoint } = route;
    const app = { app_id: appId ?? 'unknown' };
    return {
      tell: ({ http }) => http.requestFinished({ method, endpoint, status, appId, seconds: 1, ...sizes }),
      raises: [
        ['http_requests_total', { method, endpoint, status: `${status}`, ...app }, 1],
        ...(status >= 400 ? [['http_errors_total', { endpoint, status: `${status}` }, 1] as const] : []),
        ['http_received_bytes_total', app, sizes.requestBytes],
        ['http_transmitted_bytes_total', app, sizes.responseBytes],
        ['http_request_duration_seconds_bucket', { method, endpoint, le: '1' }, 1],
        ['http_request_duration_seconds_bucket', { method, endpoint, le: '0.5' }, 0],
        ['http_response_size_bytes_sum', { endpoint }, sizes.responseBytes],
      ],
    };
  });

const refusals = app_id.map(
  (appId): Event => ({
    tell: ({ http, observer }) => {
      http.authenticationFailed(undefined, 'unknown_app');
      http.authenticationFailed(appId, 'bad_signature');
      http.publishRejected(appId, 'payload_too_large');
      observer.clientEventRejected(appId, 'rate_limited');
      observer.messagesDropped(appId, 'slow_consumer', 3);
      observer.slowConsumer(appId);
      observer.heartbeatFailed(appId);
      observer.connectionErrored('timeout', appId);
      observer.connectionErrored('app_not_found');
      observer.cacheRead(true);
      observer.cacheRead(false);
      observer.cacheOperated('get');
      observer.messageProcessed('signin', 0.003);
      observer.messageSized('out', 2000);
      observer.fannedOut('remote', 0.0001, 10);
    },
    raises: [
      ['api_authentication_failures_total', { app_id: 'unknown' }, 1],
      ['api_authentication_failures_total', { app_id: appId }, 1],
      ['api_authentication_failure_reasons_total', { app_id: 'unknown', reason: 'unknown_app' }, 1],
      ['api_authentication_failure_reasons_total', { app_id: appId, reason: 'bad_signature' }, 1],
      ['publishes_rejected_total', { app_id: appId, reason: 'payload_too_large' }, 1],
      ['client_events_rejected_total', { app_id: appId, reason: 'rate_limited' }, 1],
      ['messages_dropped_total', { app_id: appId, reason: 'slow_consumer' }, 3],
      ['slow_consumers_total', { app_id: appId }, 1],
      ['heartbeat_failures_total', { app_id: appId }, 1],
      ['connection_errors_total', { app_id: appId, error_type: 'timeout' }, 1],
      ['connection_errors_total', { app_id: 'unknown', error_type: 'app_not_found' }, 1],
      ['cache_hits_total', { cache: 'channel' }, 1],
      ['cache_misses_total', { cache: 'channel' }, 1],
      ['cache_operations_total', { cache: 'channel', operation: 'get' }, 1],
      ['message_processing_duration_seconds_count', { kind: 'signin' }, 1],
      ['message_size_bytes_bucket', { direction: 'out', le: '4096' }, 1],
      ['fanout_latency_seconds_bucket', { scope: 'remote', le: '0.0001' }, 1],
      ['fanout_recipients_bucket', { le: '10' }, 1],
    ],
  }),
);

const webhooks = fc
  .record({ app_id, events: fc.integer({ min: 1, max: 100 }), accepted: fc.boolean() })
  .map(({ app_id: appId, events, accepted }): Event => {
    const app = { app_id: appId };
    const status = accepted ? '2xx' : '5xx';
    return {
      tell({ webhooks: told, queue }) {
        told.queued(appId, events + 2);
        told.dropped(appId, 'endpoint_gone', 2);
        told.attempted(appId, { status, seconds: 0.7 });
        queue.processed('webhooks', 2);
        if (accepted) return told.sent(appId, events);
        told.requestFailed(appId, 'status_5xx');
        told.retried(appId);
        told.failed(appId, events);
        told.deadLettered(appId, 1);
        queue.failed('webhooks');
      },
      raises: [
        ['webhooks_queued_total', app, events + 2],
        ['webhooks_dropped_total', { ...app, reason: 'endpoint_gone' }, 2],
        ['webhooks_sent_total', app, accepted ? events : 0],
        ['webhooks_failed_total', app, accepted ? 0 : events],
        ['webhook_attempts_total', { ...app, status_class: status }, 1],
        ['webhook_failures_total', { ...app, reason: 'status_5xx' }, accepted ? 0 : 1],
        ['webhook_retries_total', app, accepted ? 0 : 1],
        ['webhooks_dead_lettered_total', app, accepted ? 0 : 1],
        ['webhook_duration_seconds_count', { outcome: accepted ? 'success' : 'failure' }, 1],
        ['webhook_duration_seconds_bucket', { outcome: accepted ? 'success' : 'failure', le: '1' }, 1],
        ['queue_jobs_processed_total', { queue: 'webhooks' }, 1],
        ['queue_jobs_failed_total', { queue: 'webhooks' }, accepted ? 0 : 1],
        ['queue_job_duration_seconds_sum', { queue: 'webhooks' }, 2],
      ],
    };
  });

const traffic = fc.array(
  fc.oneof(
    hotNumbers,
    opened,
    closed,
    refusedSubscription,
    subscription,
    limiter,
    adapter,
    request,
    refusals,
    webhooks,
  ),
  { maxLength: 60 },
);

/** What the numbers must be, by series. */
class ExpectedNumbers {
  readonly #numbers = new Map<string, number>();

  raise({ raises }: Event): void {
    for (const [name, labels, by] of raises) {
      const key = seriesKey(name, labels);
      this.#numbers.set(key, (this.#numbers.get(key) ?? 0) + by);
    }
  }

  /** Every expected number is there, and no counter has counted anything else. */
  compareWith(families: ReadonlyMap<string, ParsedFamily>): void {
    const found = new Map<string, number>();
    for (const { name, type, series } of families.values()) {
      if (/^(process|nodejs)_/.test(name)) continue;
      for (const [key, { value }] of series)
        if (type === 'counter' || this.#numbers.has(key)) found.set(key, value);
    }
    const expected = new Map([...found.keys()].map((key) => [key, 0]));
    for (const [key, value] of this.#numbers) if (value > 0 || found.has(key)) expected.set(key, value);
    expect(found).toEqual(expected);
  }
}

describe('after any traffic', () => {
  it('every number is what happened, in every scrape', async () => {
    await fc.assert(
      fc.asyncProperty(traffic, traffic, async (before, after) => {
        const { metrics, scrape } = createServerFixture();
        const expected = new ExpectedNumbers();
        for (const part of [before, after]) {
          for (const event of part) {
            event.tell(metrics);
            expected.raise(event);
          }
          expected.compareWith(await scrape());
        }
      }),
      { numRuns: 25 },
    );
  });
});
