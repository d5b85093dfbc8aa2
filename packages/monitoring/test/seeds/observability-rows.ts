import { ApiClient, eventually } from '@shoal/testing';
import { expectData, isAbsent, isAlert, isPanel, isSeries, isSignal } from './checks.js';
import { type Bench, type Checks, rowsOf, type SeedRow } from './seed-row.js';

/** "Core signals", area by area. Those of recovery and history wait for what they are about. */
const signals: Checks = {
  'active sockets': isSignal('active_connections'),
  'connection attempts': isSignal('connection_attempts_total'),
  'disconnect reasons': isSignal('disconnects_total'),
  'heartbeat failures': isSignal('heartbeat_failures_total'),
  'subscribe successes': isSignal('channel_subscriptions_total'),
  'auth failures': isSignal('subscription_auth_failures_total'),
  'presence joins and leaves': isSignal('presence_events_total'),
  'publishes accepted': isSignal('publishes_accepted_total'),
  'publishes rejected': isSignal('publishes_rejected_total'),
  'idempotency hits': isSignal('idempotency_duplicates_total'),
  'payload-too-large failures': async ({ observed }) => {
    using api = new ApiClient(observed.cluster.node(0));
    const body = { name: 'order', channel: 'news', data: 'x'.repeat(150_000) };
    expect((await api.post('/events', { body })).status).toBe(413);
    await expectData(observed, 'sockudo_publishes_rejected_total{reason="payload_too_large"} > 0');
  },
  'adapter publish latency': isSeries('sockudo_adapter_latency_seconds_count{operation="publish"} > 0'),
  'adapter receive latency': isSeries('sockudo_adapter_receive_latency_seconds_count > 0'),
  'duplicate suppression': isSignal('adapter_duplicates_suppressed_total'),
  'resume successes': isAbsent('resume_success'),
  'resume failures': isAbsent('resume_failures'),
  'replay counts': isAbsent('recovery_replayed'),
  'buffer misses': isAbsent('recovery_buffer_misses'),
  'history writes': isAbsent('history_writes'),
  'history reads': isAbsent('history_reads'),
  'retention purges': isAbsent('history_purged'),
  'cursor errors': isAbsent('history_cursor_errors'),
  'webhooks queued': isSignal('webhooks_queued_total'),
  'webhooks delivered': isSignal('webhooks_sent_total'),
  'webhooks failed': isSignal('webhooks_failed_total'),
  'webhooks retried': isSignal('webhook_retries_total'),
  'webhooks dead-lettered': isSignal('webhooks_dead_lettered_total'),
  'pushes accepted': isSignal('push_publish_accepted_total'),
  'pushes scheduled': isSignal('push_scheduled_jobs'),
  'pushes dispatched': isSignal('push_dispatched_total'),
  'provider errors': isSignal('push_provider_failures_total'),
  'publish status outcomes': isSignal('push_publish_outcomes_total'),
  'connected, degraded, delayed': isSignal('adapter_connected', 'degraded', 'queue_oldest_job_age_seconds'),
  // Where it is installed says the scrape configuration. What every series cannot have is joined by the instance.
  'label metrics by environment, region, node, adapter, and app': isSeries(
    'sockudo_node_info{environment="production", region="here", node!="", adapter="redis"}',
    `sockudo_active_connections{environment="production", region="here", app_id!=""}
      * on (instance) group_left (node, adapter) sockudo_node_info{node!="", adapter!=""}`,
  ),
};

const panels: Checks = {
  'active connections by node': isPanel('shoal-overview', 'Active connections by node'),
  'connection churn': isPanel('shoal-server', 'Connection churn'),
  'publish rate by app': isPanel('shoal-channels', 'Publish rate by app'),
  'fanout latency histogram': isPanel('shoal-channels', 'Fan-out latency'),
  'subscription auth failure rate': isPanel('shoal-channels', 'Subscription auth failure rate'),
  'recovery success ratio': isAbsent('resume_'),
  'replay buffer pressure': isAbsent('replay_buffer'),
  'queue depth for webhooks and push': isPanel('shoal-overview', 'Queue depth'),
  'push provider failure rate by provider': isPanel('shoal-push', 'Push provider failure rate'),
  'APNs latency by outcome': isPanel('shoal-push', 'APNs latency by outcome'),
  'FCM latency by outcome': isPanel('shoal-push', 'FCM latency by outcome'),
  'Web Push latency by outcome': isPanel('shoal-push', 'Web Push latency by outcome'),
};

const alerts: Checks = {
  'readiness failures': isAlert('ShoalNotReady'),
  'adapter connection loss': isAlert('ShoalAdapterDisconnected'),
  'rising publish failures': isAlert('ShoalPublishFailures'),
  'high auth rejection rate after deploy': isAlert('ShoalSubscriptionAuthFailures'),
  'recovery success ratio dropping': isAbsent('resume_'),
  'history write failures': isAbsent('history_write_failures'),
  'webhook retry backlog': isAlert('ShoalWebhookRetryBacklog'),
  'push queue backlog': isAlert('ShoalPushQueueBacklog'),
  'push provider credential failures': isAlert('ShoalPushCredentialErrors'),
  'push delivery status callback failures': isAlert('ShoalPushStatusCallbackFailures'),
};

/** What the document sets is seen, and so is the opposite. */
const settings: Checks = {
  'metrics.tcp_exporter.enabled': async ({ byFile, silent }) => {
    expect((await byFile.streamed()).length).toBeGreaterThan(0);
    await expect(silent.streamed()).rejects.toThrow('ECONNREFUSED');
  },
  'metrics.tcp_exporter.host': async ({ byFile, contrary }) => {
    expect((await byFile.streamed('127.0.0.1')).length).toBeGreaterThan(0);
    expect((await contrary.streamed()).length).toBeGreaterThan(0);
    await expect(contrary.streamed('127.0.0.1')).rejects.toThrow('ECONNREFUSED');
  },
  'metrics.tcp_exporter.port': async ({ byFile }) =>
    expect((await byFile.streamed()).length).toBeGreaterThan(0),
  'metrics.tcp_exporter.buffer_size': async ({ byFile, refusals }) => {
    // What a full buffer does takes megabytes to see: the tests of the exporter do.
    expect(refusals.bufferSize).toContain('metrics.tcp_exporter.buffer_size');
    await byFile.streamed();
    expect(await byFile.page()).toMatch(/^guide_tcp_exporter_dropped_total 0$/m);
  },
};

const commands: Checks = {
  // Without any setting of a port.
  'curl http://127.0.0.1:9601/metrics': async ({ contrary }) => {
    expect(contrary.place.metricsPort).toBe(9601);
    expect((await contrary.scrape()).samples.length).toBeGreaterThan(0);
  },
  'curl "https://realtime.example.com/apps/app-id/push/publish/pub_123/status"': async ({ observed }) => {
    using api = new ApiClient(observed.cluster.node(0));
    const body = {
      recipients: [{ type: 'channel', channel: 'orders' }],
      payload: { title: 'Order', body: 'Packed' },
    };
    const accepted = await api.post('/push/publish', { body: { ...body, sync: false } });
    expect(accepted.status).toBe(202);
    const { publish_id } = Object(accepted.body);
    const { status, body: answer } = await api.get(`/push/publish/${publish_id}/status`);
    expect([status, typeof Object(answer).status]).toEqual([200, 'string']);
  },
};

/** The line of the document: a refused delivery, as a push worker tells of it. */
async function refusedDelivery({ observed }: Bench): Promise<Readonly<Record<string, unknown>>> {
  using api = new ApiClient(observed.cluster.node(0));
  const recipients = [{ type: 'recipient', recipient: { transportType: 'apns', deviceToken: 'abad1dea' } }];
  const { status } = await api.post('/push/publish', {
    body: { recipients, payload: { title: 'Order', body: 'Packed' } },
  });
  expect(status).toBe(202);
  const find = () =>
    observed.pushWorker.logs().find(({ message }) => message === 'push delivery failed') ?? false;
  return await eventually(find, { withinMs: 15_000, everyMs: 200, what: 'the refusal in the log' });
}

const logs: Checks = {
  'level, target, app_id, publish_id, provider and error of a failed push': async (bench) => {
    expect(await refusedDelivery(bench)).toMatchObject({
      ...{ level: 'warn', target: 'shoal_push', app_id: 'app-id', provider: 'apns', error: 'BadDeviceToken' },
      publish_id: expect.stringMatching(/./),
    });
  },
  'level and target on every line': async ({ byFile }) => {
    const records = byFile.process.logs();
    expect(records.filter(({ level, target }) => level === undefined || target === undefined)).toEqual([]);
    expect(records.length).toBeGreaterThan(0);
  },
};

const document = 'observability';
const proof = 'asked';
export const observabilityRows: readonly SeedRow[] = [
  ...rowsOf({ document, kind: 'signal', proof }, signals),
  ...rowsOf({ document, kind: 'panel', proof }, panels),
  ...rowsOf({ document, kind: 'alert', proof }, alerts),
  ...rowsOf({ document, kind: 'setting', proof }, settings),
  ...rowsOf({ document, kind: 'command', proof }, commands),
  ...rowsOf({ document, kind: 'log', proof }, logs),
];
