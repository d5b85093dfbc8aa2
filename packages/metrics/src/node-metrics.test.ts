import { expectCatalogue } from '../test/expect-catalogue.js';
import { samplesOf, seriesValue } from '../test/parse-exposition.js';
import { createServerFixture, emptyBacklog, LIST_CHANNELS, PUBLISH } from '../test/server-fixture.js';
import { InvalidMetricsOption } from './series/label-rules.js';

/** The names of the monitoring guide, which one server that does everything itself serves. */
const SEED_1_NAMES = [
  ...['active_connections', 'connections_per_app', 'total_connections'],
  ...['connection_established_total', 'connection_closed_total', 'connection_errors_total'],
  ...['messages_sent_total', 'messages_received_total', 'broadcast_messages_total', 'client_events_total'],
  ...['message_processing_duration_seconds', 'message_size_bytes'],
  ...['http_requests_total', 'http_request_duration_seconds', 'http_response_size_bytes'],
  ...['http_errors_total', 'api_authentication_failures_total'],
  ...['active_channels', 'channels_per_app', 'channel_subscriptions_total', 'channel_unsubscriptions_total'],
  ...['presence_members', 'presence_events_total'],
  ...['rate_limit_triggered_total', 'rate_limit_checks_total'],
  ...['cache_hits_total', 'cache_misses_total', 'cache_operations_total', 'cache_memory_usage_bytes'],
  ...[
    'adapter_operations_total',
    'adapter_errors_total',
    'adapter_latency_seconds',
    'adapter_message_size_bytes',
  ],
  ...['queue_jobs_processed_total', 'queue_jobs_failed_total', 'queue_active_jobs'],
  ...['queue_job_duration_seconds', 'webhook_duration_seconds'],
  ...['webhooks_sent_total', 'webhooks_failed_total', 'webhook_retries_total'],
];

const REQUEST = {
  method: 'POST',
  endpoint: PUBLISH.template,
  status: 200,
  appId: 'a',
  seconds: 0.004,
} as const;

describe('a scrape', () => {
  it('holds the metrics of the catalogue and no other, with their types, help and labels', async () => {
    const { metrics, tables, scrape } = createServerFixture();
    metrics.http.requestFinished({ ...REQUEST, requestBytes: 10, responseBytes: 2 });
    tables.set('a', { connections: 1, connectionQuota: 10 });
    expectCatalogue(await scrape(), ['server', 'server (queue in memory)']);
  });

  it('holds nothing of running jobs where the queue is in Redis', async () => {
    const { metrics, tables, scrape } = createServerFixture({ jobs: { runsJobs: false, ...emptyBacklog } });
    metrics.http.requestFinished({ ...REQUEST, requestBytes: 10, responseBytes: 2 });
    tables.set('a', { connections: 1 });
    metrics.webhooks.sent('a', 1);
    metrics.push.delivered('a', 'succeeded', 1);
    metrics.queue.processed('webhooks', 1);
    expectCatalogue(await scrape(), ['server']);
  });

  it('knows the 41 names of the monitoring guide', () => {
    expect(new Set(SEED_1_NAMES).size).toBe(41);
  });

  it.each(SEED_1_NAMES)('has %s of the monitoring guide under the prefix', async (name) => {
    const { scrape } = createServerFixture({ prefix: 'sockudo_' });
    expect([...(await scrape()).keys()]).toContain(`sockudo_${name}`);
  });

  it('carries the constant labels on every series, and never instance or job', async () => {
    const { scrape } = createServerFixture({ labels: { environment: 'production', rack: 'r "1"' } });
    const families = await scrape();
    for (const sample of [...families.values()].flatMap((family) => [...family.series.values()])) {
      expect(sample.labels).toMatchObject({ environment: 'production', rack: 'r "1"' });
      expect(sample.labels).not.toHaveProperty('instance');
      expect(sample.labels).not.toHaveProperty('job');
    }
  });

  it('tells what the process is', async () => {
    const { scrape } = createServerFixture({ labels: { environment: 'production' }, region: 'eu' });
    const families = await scrape();
    const build = {
      version: '1.2.3',
      node_version: process.version,
      role: 'server',
      environment: 'production',
    };
    const node = { node: 'node-a', environment: 'production', region: 'eu', adapter: 'local' };
    expect(seriesValue(families, 'build_info', build)).toBe(1);
    expect(seriesValue(families, 'node_info', { ...node, version: '1.2.3', role: 'server' })).toBe(1);
  });

  it('survives an app id full of what the format escapes', async () => {
    const { metrics, scrape } = createServerFixture();
    const app_id = 'a"\\\n{}=,\\n';
    metrics.observer.countersOf(app_id).messagesSent = 3;
    expect(seriesValue(await scrape(), 'messages_sent_total', { app_id })).toBe(3);
  });

  it('refuses a prefix and labels that Prometheus would not take', () => {
    expect(() => createServerFixture({ prefix: 'no-hyphens_' })).toThrow(InvalidMetricsOption);
    expect(() => createServerFixture({ labels: { instance: 'x' } })).toThrow(InvalidMetricsOption);
  });
});

describe('before anything happened', () => {
  it('everything that belongs to no app is there with 0', async () => {
    const families = await createServerFixture().scrape();
    const zeros: [string, Record<string, string>][] = [
      ['degraded', { reason: 'redis' }],
      ['adapter_errors_total', { operation: 'publish' }],
      ['cache_hits_total', { cache: 'channel' }],
      ['cache_misses_total', { cache: 'idempotency' }],
      ['cache_operations_total', { cache: 'channel', operation: 'delete' }],
      ['metrics_series_folded_total', {}],
      ['queue_jobs_processed_total', { queue: 'webhooks' }],
      ['queue_active_jobs', { queue: 'webhooks' }],
      ['queue_jobs', { queue: 'webhooks', state: 'failed' }],
      ['queue_job_duration_seconds_count', { queue: 'webhooks' }],
      ['webhook_duration_seconds_count', { outcome: 'failure' }],
      ['webhook_oldest_age_seconds', {}],
      ['push_scheduled_jobs', {}],
      ['push_queue_oldest_age_seconds', { stage: 'plan' }],
      ['push_dispatch_duration_seconds_count', { provider: 'apns', outcome: 'failed' }],
      ['connection_duration_seconds_count', {}],
      ['message_processing_duration_seconds_count', { kind: 'ping' }],
      ['http_request_duration_seconds_count', { method: 'GET', endpoint: LIST_CHANNELS.template }],
      ['http_errors_total', { endpoint: PUBLISH.template, status: '503' }],
      ['http_errors_total', { endpoint: 'other', status: '404' }],
      ['connection_attempts_total', { app_id: 'unknown', outcome: 'unknown_app' }],
      ['api_authentication_failures_total', { app_id: 'unknown' }],
    ];
    for (const [name, labels] of zeros)
      expect([name, seriesValue(families, name, labels)]).toEqual([name, 0]);
  });

  it('no app has a series', async () => {
    const families = await createServerFixture().scrape();
    const apps = [...families.values()].flatMap((family) =>
      [...family.series.values()].map((sample) => sample.labels.app_id),
    );
    expect(new Set(apps)).toEqual(new Set([undefined, 'unknown']));
  });

  it('an app has its series from the moment it is known, and only those that can happen', async () => {
    const { metrics, scrape } = createServerFixture();
    metrics.observer.countersOf('a');
    const families = await scrape();
    const valueFor = (name: string, labels: Record<string, string> = {}) =>
      seriesValue(families, name, { app_id: 'a', ...labels });

    expect(valueFor('active_connections')).toBe(0);
    expect(valueFor('disconnects_total', { code: '4201', side: 'server', reason: 'timeout' })).toBe(0);
    expect(valueFor('disconnects_total', { code: '1000', side: 'server', reason: 'drain' })).toBeUndefined();
    expect(valueFor('subscription_failures_total', { channel_type: 'private', reason: 'auth' })).toBe(0);
    expect(
      valueFor('subscription_failures_total', { channel_type: 'public', reason: 'auth' }),
    ).toBeUndefined();
    expect(valueFor('connection_attempts_total', { outcome: 'accepted' })).toBe(0);
    expect(valueFor('connection_attempts_total', { outcome: 'unknown_app' })).toBeUndefined();
    expect(valueFor('rate_limit_triggered_total', { limiter_type: 'client_event' })).toBe(0);
    expect(valueFor('rate_limit_triggered_total', { limiter_type: 'websocket' })).toBeUndefined();
    expect([valueFor('webhooks_sent_total'), valueFor('webhooks_failed_total')]).toEqual([0, 0]);
    expect(valueFor('webhooks_dropped_total', { reason: 'endpoint_gone' })).toBe(0);
    expect(valueFor('push_publish_accepted_total', { result: 'backpressure' })).toBe(0);
    expect(valueFor('push_device_state_transitions_total', { from: 'failed', to: 'active' })).toBe(0);
    expect(valueFor('push_device_state_transitions_total', { from: 'failed', to: 'failed' })).toBeUndefined();
  });

  it("an app's requests on a route have every ordinary status from the first one", async () => {
    const { metrics, scrape } = createServerFixture();
    metrics.http.requestFinished({ ...REQUEST, requestBytes: 0, responseBytes: 0 });
    const families = await scrape();
    const labels = { method: 'POST', endpoint: PUBLISH.template, app_id: 'a' };
    expect(seriesValue(families, 'http_requests_total', { ...labels, status: '200' })).toBe(1);
    expect(seriesValue(families, 'http_requests_total', { ...labels, status: '500' })).toBe(0);
    expect(seriesValue(families, 'http_requests_total', { ...labels, status: '418' })).toBeUndefined();
    const conflict = { ...labels, status: '409' };
    expect(seriesValue(families, 'http_requests_total', conflict)).toBe(0);
  });

  it('a conflict of idempotency keys is only expected where something is published', async () => {
    const families = await createServerFixture().scrape();
    const conflicts = (endpoint: string) =>
      seriesValue(families, 'http_errors_total', { endpoint, status: '409' });
    expect([conflicts(PUBLISH.template), conflicts(LIST_CHANNELS.template)]).toEqual([0, undefined]);
  });
});

describe('gauges', () => {
  it('are what the tables say at the scrape, and 0 for an app that left them', async () => {
    const { tables, scrape } = createServerFixture();
    tables.set('a', {
      connections: 3,
      channels: { public: 2, presence_cache: 5 },
      presenceMembers: 4,
      sendBufferBytes: 900,
      connectionQuota: 10,
    });
    tables.set('b', { connections: 1 });
    tables.nodeHealth = { ready: false, draining: true, degraded: ['redis', 'buffer'] };
    tables.connected = false;
    tables.bytes = 77;
    tables.packets = { waiting: 5, dropped: { buffer_full: 6, expired: 7, refused: 8 } };
    tables.unreadable = { stored: 2, packet: 3 };
    tables.received = { duplicates: 4, gaps: 6, reconnections: 5 };
    tables.nodes = 3;
    tables.member = { leaseAge: 2_500, sweptConnections: 12 };
    tables.idempotencySize = 78;

    const during = await scrape();
    const app = { app_id: 'a' };
    expect(seriesValue(during, 'active_connections', app)).toBe(3);
    expect(seriesValue(during, 'connections_per_app', app)).toBe(3);
    expect(seriesValue(during, 'active_channels', { ...app, channel_type: 'presence_cache' })).toBe(5);
    expect(seriesValue(during, 'channels_per_app', app)).toBe(7);
    expect(seriesValue(during, 'cluster_active_channels', app)).toBe(7);
    expect(seriesValue(during, 'presence_members', app)).toBe(4);
    expect(seriesValue(during, 'cluster_presence_members', app)).toBe(4);
    expect(seriesValue(during, 'send_buffer_bytes', app)).toBe(900);
    expect(seriesValue(during, 'quota_used', { ...app, quota: 'connections' })).toBe(3);
    expect(seriesValue(during, 'quota_limit', { ...app, quota: 'connections' })).toBe(10);
    expect(seriesValue(during, 'quota_limit', { app_id: 'b', quota: 'connections' })).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect([seriesValue(during, 'ready'), seriesValue(during, 'draining')]).toEqual([0, 1]);
    expect(seriesValue(during, 'degraded', { reason: 'buffer' })).toBe(1);
    expect(seriesValue(during, 'degraded', { reason: 'queue' })).toBe(0);
    expect([
      seriesValue(during, 'adapter_connected'),
      seriesValue(during, 'cache_memory_usage_bytes', { cache: 'channel' }),
      seriesValue(during, 'cache_memory_usage_bytes', { cache: 'idempotency' }),
    ]).toEqual([0, 77, 78]);
    expect(seriesValue(during, 'adapter_buffered_publishes')).toBe(5);
    for (const [reason, count] of Object.entries(tables.packets.dropped))
      expect(seriesValue(during, 'adapter_dropped_publishes_total', { reason })).toBe(count);
    expect(seriesValue(during, 'adapter_duplicates_suppressed_total')).toBe(4);
    expect(seriesValue(during, 'adapter_gaps_total')).toBe(6);
    expect(seriesValue(during, 'adapter_reconnections_total')).toBe(5);
    expect(seriesValue(during, 'cluster_nodes')).toBe(3);
    expect(seriesValue(during, 'node_lease_age_seconds')).toBe(2.5);
    expect(seriesValue(during, 'swept_connections_total')).toBe(12);
    for (const [kind, count] of Object.entries(tables.unreadable))
      expect(seriesValue(during, 'adapter_unreadable_values_total', { kind })).toBe(count);

    tables.remove('a');
    tables.nodeHealth = { ready: true, draining: false, degraded: [] };
    const after = await scrape();
    expect(seriesValue(after, 'active_connections', app)).toBe(0);
    expect(seriesValue(after, 'active_channels', { ...app, channel_type: 'public' })).toBe(0);
    expect(seriesValue(after, 'quota_limit', { ...app, quota: 'connections' })).toBe(10);
    expect(seriesValue(after, 'degraded', { reason: 'redis' })).toBe(0);
  });
});

describe('labels from outside', () => {
  it('stay within the catalogue, whatever is sent', async () => {
    const { metrics, scrape } = createServerFixture();
    for (let i = 0; i < 50; i += 1) {
      metrics.http.requestFinished({
        method: `METHOD-${i}`,
        endpoint: `/secret/${i}`,
        status: 1000 + i,
        seconds: 0.01,
        requestBytes: 0,
        responseBytes: 0,
      });
      const end = { code: 4500 + i, side: 'client', reason: 'normal', seconds: 1 } as const;
      metrics.observer.connectionClosed({ appId: 'a' }, end);
    }
    const families = await scrape();
    const outside = { method: 'other', endpoint: 'other' };
    expect(
      seriesValue(families, 'http_requests_total', { ...outside, status: 'other', app_id: 'unknown' }),
    ).toBe(50);
    expect(seriesValue(families, 'http_request_duration_seconds_count', outside)).toBe(50);
    const disconnect = { app_id: 'a', code: 'other', side: 'client', reason: 'normal' };
    expect(seriesValue(families, 'disconnects_total', disconnect)).toBe(50);
    expect(await metrics.registry.metrics()).not.toContain('secret');
  });

  it('fold together when there are too many apps, without losing a number', async () => {
    const { metrics, tables, scrape } = createServerFixture({ maxSeriesPerMetric: 10 });
    for (let i = 0; i < 25; i += 1) {
      metrics.observer.countersOf(`app-${i}`).messagesSent += i;
      tables.set(`app-${i}`, { connections: 2 });
    }
    const families = await scrape();
    const sent = samplesOf(families, 'messages_sent_total');
    expect(sent).toHaveLength(11);
    expect(sent.reduce((sum, { value }) => sum + value, 0)).toBe((24 * 25) / 2);
    expect(seriesValue(families, 'active_connections', { app_id: '__overflow__' })).toBe(30);
    expect(seriesValue(families, 'active_connections', { app_id: 'app-9' })).toBe(2);
    const folded = seriesValue(families, 'metrics_series_folded_total') ?? 0;
    expect(folded).toBeGreaterThan(15);
    expect(seriesValue(await scrape(), 'metrics_series_folded_total')).toBe(folded);
    expect(seriesValue(await scrape(), 'messages_sent_total', { app_id: '__overflow__' })).toBe(
      sent.at(-1)?.value,
    );
  });
});
