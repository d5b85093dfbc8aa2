import { allDashboards } from './all-dashboards.js';
import type { PanelSpec } from './kinds/panel-spec.js';

/**
 * Each panel that the two guides recommend: where it is, by which title, and what its query has to be about. Panels
 * of recovery and history are missing, because neither exists.
 */
const PANELS: readonly [asked: string, dashboard: string, title: string, metric: RegExp][] = [
  // Monitoring guide, "Key Dashboard Panels"
  ['active connections gauge', 'overview', 'Active connections', /sum \(sockudo_active_connections\{/],
  ['connection rate', 'server', 'Connection rate by node', /rate\(sockudo_connection_established_total\{/],
  [
    'connections by app',
    'server',
    'Active connections by app',
    /sum by \(app_id\) \(sockudo_active_connections\{/,
  ],
  ['messages sent rate', 'overview', 'Message rate', /rate\(sockudo_messages_sent_total\{/],
  ['messages received rate', 'overview', 'Message rate', /rate\(sockudo_messages_received_total\{/],
  ['client events rate', 'server', 'Client events', /rate\(sockudo_client_events_total\{/],
  [
    'broadcast efficiency',
    'channels',
    'Broadcast efficiency',
    /messages_sent_total.* \/ \(sum \(rate\(sockudo_broadcast_messages_total/,
  ],
  ['request rate', 'api', 'Request rate by node', /rate\(sockudo_http_requests_total\{/],
  ['95th percentile response time', 'api', 'API response time', /histogram_quantile\(0.95, sum by \(le\)/],
  ['error rate percentage', 'api', 'Error rate by node', /100 \* .*status=~"5\.\.".* \/ /],
  [
    'requests by endpoint',
    'api',
    'Requests by endpoint',
    /by \(method, endpoint\) \(rate\(sockudo_http_requests_total/,
  ],
  ['active channels', 'channels', 'Active channels', /sockudo_active_channels\{/],
  ['subscription rate', 'channels', 'Subscription rate', /rate\(sockudo_channel_subscriptions_total\{/],
  [
    'presence channel members',
    'channels',
    'Presence channel members',
    /max by \(app_id\) \(sockudo_cluster_presence_members/,
  ],
  [
    'channel activity by type',
    'channels',
    'Channel activity by type',
    /sum by \(channel_type\) \(sockudo_active_channels/,
  ],
  ['rate limit triggers', 'server', 'Rate limit triggers', /rate\(sockudo_rate_limit_triggered_total\{/],
  ['queue depth', 'overview', 'Queue depth', /max by \(queue\) \(sockudo_queue_active_jobs\{/],
  ['cache hit rate', 'cluster', 'Cache hit rate', /cache_hits_total.*cache_misses_total/],
  ['webhook success rate', 'webhooks', 'Webhook success rate', /webhooks_sent_total.*webhooks_failed_total/],
  // Its sample dashboard
  [
    'Active Connections',
    'sockudo-metrics',
    'Active Connections',
    /sum by \(instance\) \(sockudo_active_connections\{/,
  ],
  ['Message Rate', 'sockudo-metrics', 'Message Rate', /rate\(sockudo_messages_sent_total\{/],
  ['API Response Time', 'sockudo-metrics', 'API Response Time', /histogram_quantile\(0.99, sum by \(le\)/],
  // Its "Key System Metrics"
  ['CPU usage', 'host', 'CPU usage', /node_cpu_seconds_total\{.*mode="idle"/],
  [
    'memory usage',
    'host',
    'Memory usage',
    /node_memory_MemAvailable_bytes\{.* \/ node_memory_MemTotal_bytes/,
  ],
  ['disk usage', 'host', 'Disk usage', /node_filesystem_avail_bytes\{.*node_filesystem_size_bytes/],
  ['network received', 'host', 'Network received', /rate\(node_network_receive_bytes_total\{/],
  ['network transmitted', 'host', 'Network transmitted', /rate\(node_network_transmit_bytes_total\{/],
  ['file descriptors', 'host', 'File descriptors', /node_filefd_allocated\{.* \/ node_filefd_maximum/],
  // Observability, "Grafana dashboards"
  [
    'active connections by node',
    'overview',
    'Active connections by node',
    /sum by \(instance\) \(sockudo_active_connections/,
  ],
  ['connection churn', 'overview', 'Connection churn', /rate\(sockudo_connection_closed_total\{/],
  [
    'publish rate by app',
    'overview',
    'Publish rate by app',
    /sum by \(app_id\) \(rate\(sockudo_publishes_accepted_total/,
  ],
  [
    'fanout latency histogram',
    'channels',
    'Fan-out latency',
    /sum by \(le\) \(rate\(sockudo_fanout_latency_seconds_bucket/,
  ],
  [
    'subscription auth failure rate',
    'overview',
    'Subscription auth failure rate',
    /subscription_auth_failures_total/,
  ],
  ['queue depth for webhooks', 'webhooks', 'Webhook jobs by state', /queue="webhooks"/],
  ['queue depth for push', 'push', 'Push jobs by state', /queue=~"push-\.\*"/],
  [
    'push provider failure rate',
    'push',
    'Push provider failure rate',
    /sum by \(provider\) \(rate\(sockudo_push_dispatched_total/,
  ],
  ['APNs latency by outcome', 'push', 'APNs latency by outcome', /by \(le, outcome\).*provider="apns"/],
  ['FCM latency by outcome', 'push', 'FCM latency by outcome', /by \(le, outcome\).*provider="fcm"/],
  [
    'Web Push latency by outcome',
    'push',
    'Web Push latency by outcome',
    /by \(le, outcome\).*provider="webpush"/,
  ],
  // Observability, "Core signals"
  ['connection attempts', 'server', 'Connection attempts by outcome', /connection_attempts_total/],
  ['disconnect reasons', 'server', 'Disconnect reasons', /disconnects_total/],
  ['heartbeat failures', 'server', 'Heartbeat failures by node', /heartbeat_failures_total/],
  ['subscribe successes', 'channels', 'Subscription churn', /channel_subscriptions_total/],
  ['auth failures', 'channels', 'Subscription failures', /subscription_failures_total/],
  ['presence joins and leaves', 'channels', 'Presence joins and leaves', /presence_events_total/],
  ['publishes accepted', 'channels', 'Publish rate by source', /publishes_accepted_total/],
  [
    'publishes rejected, payload too large',
    'api',
    'Publishes rejected',
    /by \(reason\) \(rate\(sockudo_publishes_rejected_total/,
  ],
  ['idempotency hits', 'api', 'Idempotency', /idempotency_duplicates_total/],
  [
    'adapter publish latency',
    'cluster',
    'Adapter publish latency',
    /adapter_latency_seconds_bucket\{.*operation="publish"/,
  ],
  ['adapter receive latency', 'cluster', 'Adapter receive latency', /adapter_receive_latency_seconds_bucket/],
  [
    'duplicate suppression',
    'cluster',
    'Lost, repeated and heard again',
    /rate\(sockudo_adapter_duplicates_suppressed_total\{/,
  ],
  ['webhooks queued', 'webhooks', 'Webhook events', /webhooks_queued_total/],
  ['webhooks delivered', 'webhooks', 'Webhook events', /webhooks_sent_total/],
  ['webhooks failed', 'webhooks', 'Webhook events', /webhooks_failed_total/],
  ['webhooks retried', 'webhooks', 'Webhook retries and dead letters', /webhook_retries_total/],
  ['webhooks dead-lettered', 'webhooks', 'Webhook retries and dead letters', /webhooks_dead_lettered_total/],
  ['push accepted', 'push', 'Push publishes by result', /push_publish_accepted_total/],
  ['push scheduled', 'push', 'Scheduled pushes', /push_scheduled_jobs/],
  ['push dispatched', 'push', 'Push attempts by provider', /push_dispatched_total/],
  ['push provider errors', 'push', 'Push failures by class', /push_provider_failures_total/],
  ['push publish status outcomes', 'push', 'Push publish outcomes', /push_publish_outcomes_total/],
];

function panelsOf(dashboard: string): PanelSpec[] {
  const spec = allDashboards.find(({ name }) => name === dashboard);
  return spec?.rows.flatMap(({ lines }) => lines.flat()) ?? [];
}

function queriesOf(panel: PanelSpec): string {
  if (panel.kind === 'heatmap') return panel.buckets;
  const queries = panel.kind === 'table' ? panel.columns : panel.queries;
  return queries.map(({ expr }) => expr).join('\n');
}

it.each(PANELS)('%s is on %s as "%s"', (...[, dashboard, title, metric]) => {
  const named = panelsOf(dashboard).filter((panel) => panel.title === title);
  expect(named.map(queriesOf)).toEqual([expect.stringMatching(metric)]);
});

it('keeps the legends of the sample dashboard', () => {
  const legends = panelsOf('sockudo-metrics').map((panel) =>
    'queries' in panel ? panel.queries.map(({ legend }) => legend) : [],
  );
  expect(legends).toEqual([['{{instance}}'], ['Sent', 'Received'], ['p50', 'p95', 'p99']]);
});
