/** Queries of the monitoring guide's dashboards, word for word. */
export const guideQueries: readonly string[] = [
  'sockudo_active_connections',
  'rate(sockudo_connection_established_total[5m])',
  'rate(sockudo_messages_sent_total[5m])',
  'rate(sockudo_messages_received_total[5m])',
  'rate(sockudo_client_events_total[5m])',
  'rate(sockudo_broadcast_messages_total[5m]) / rate(sockudo_messages_received_total[5m])',
  'rate(sockudo_http_requests_total[5m])',
  'histogram_quantile(0.50, rate(sockudo_http_request_duration_seconds_bucket[5m]))',
  'histogram_quantile(0.95, rate(sockudo_http_request_duration_seconds_bucket[5m]))',
  'histogram_quantile(0.99, rate(sockudo_http_request_duration_seconds_bucket[5m]))',
  'rate(sockudo_http_requests_total{status=~"5.."}[5m]) / rate(sockudo_http_requests_total[5m]) * 100',
  'sockudo_active_channels',
  'rate(sockudo_channel_subscriptions_total[5m])',
  'sockudo_presence_members',
  'rate(sockudo_rate_limit_triggered_total[5m])',
  'sockudo_queue_active_jobs',
  'rate(sockudo_cache_hits_total[5m]) / (rate(sockudo_cache_hits_total[5m]) + rate(sockudo_cache_misses_total[5m])) * 100',
  'rate(sockudo_webhooks_sent_total[5m]) / (rate(sockudo_webhooks_sent_total[5m]) + rate(sockudo_webhooks_failed_total[5m])) * 100',
];

/** Those that are no PromQL, and what they mean. */
export const invalidQueries: Readonly<Record<string, string>> = {
  'sockudo_active_connections by (app_id)': 'sum by (app_id) (sockudo_active_connections)',
  'rate(sockudo_http_requests_total[5m]) by (endpoint)':
    'sum by (endpoint) (rate(sockudo_http_requests_total[5m]))',
  'sockudo_active_channels by (channel_type)': 'sum by (channel_type) (sockudo_active_channels)',
};

/** Of the machine, by node_exporter. */
export const systemQueries: readonly string[] = [
  '100 - (avg by (instance) (irate(node_cpu_seconds_total{mode="idle"}[5m])) * 100)',
  '(1 - (node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)) * 100',
  '(1 - (node_filesystem_avail_bytes / node_filesystem_size_bytes)) * 100',
  'rate(node_network_receive_bytes_total[5m])',
  'rate(node_network_transmit_bytes_total[5m])',
  'node_filefd_allocated / node_filefd_maximum * 100',
];

/** An alert of the guide. */
export interface GuideAlert {
  /** Word for word, without the comparison at its end. */
  readonly measured: string;
  readonly comparison: string;
  readonly for: string;
  readonly severity: 'warning' | 'critical';
}

export const guideAlerts: Readonly<Record<string, GuideAlert>> = {
  SockudoHighConnectionCount: {
    ...{ measured: 'sockudo_active_connections', comparison: '> 1000' },
    ...{ for: '5m', severity: 'warning' },
  },
  SockudoConnectionDrops: {
    ...{ measured: 'rate(sockudo_connection_closed_total[5m])', comparison: '> 10' },
    ...{ for: '2m', severity: 'warning' },
  },
  SockudoHighLatency: {
    measured: 'histogram_quantile(0.95, rate(sockudo_http_request_duration_seconds_bucket[5m]))',
    ...{ comparison: '> 1', for: '5m', severity: 'warning' },
  },
  SockudoHighErrorRate: {
    measured: 'rate(sockudo_http_requests_total{status=~"5.."}[5m]) / rate(sockudo_http_requests_total[5m])',
    ...{ comparison: '> 0.1', for: '2m', severity: 'critical' },
  },
  SockudoInstanceDown: {
    ...{ measured: 'up{job="sockudo"}', comparison: '== 0' },
    ...{ for: '1m', severity: 'critical' },
  },
  SockudoRateLimitTriggered: {
    ...{ measured: 'rate(sockudo_rate_limit_triggered_total[5m])', comparison: '> 5' },
    ...{ for: '2m', severity: 'warning' },
  },
  SockudoQueueBacklog: {
    ...{ measured: 'sockudo_queue_active_jobs', comparison: '> 1000' },
    ...{ for: '2m', severity: 'warning' },
  },
  SockudoWebhookFailures: {
    measured: 'rate(sockudo_webhooks_failed_total[5m]) / rate(sockudo_webhooks_sent_total[5m])',
    ...{ comparison: '> 0.2', for: '5m', severity: 'warning' },
  },
  SockudoLowCacheHitRate: {
    measured:
      'rate(sockudo_cache_hits_total[5m]) / (rate(sockudo_cache_hits_total[5m]) + rate(sockudo_cache_misses_total[5m]))',
    ...{ comparison: '< 0.7', for: '10m', severity: 'warning' },
  },
};
