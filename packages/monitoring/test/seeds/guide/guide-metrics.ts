/** The 41 metrics of the monitoring guide without the prefix, by the headings under which it lists them. */
const byHeading = {
  'Connection Metrics': [
    'active_connections',
    'connections_per_app',
    'total_connections',
    'connection_established_total',
    'connection_closed_total',
    'connection_errors_total',
  ],
  'Message Throughput': [
    'messages_sent_total',
    'messages_received_total',
    'broadcast_messages_total',
    'client_events_total',
    'message_processing_duration_seconds',
    'message_size_bytes',
  ],
  'HTTP API Performance': [
    'http_requests_total',
    'http_request_duration_seconds',
    'http_response_size_bytes',
    'http_errors_total',
    'api_authentication_failures_total',
  ],
  'Channel Statistics': [
    'active_channels',
    'channels_per_app',
    'channel_subscriptions_total',
    'channel_unsubscriptions_total',
    'presence_members',
    'presence_events_total',
  ],
  'Rate Limiting': ['rate_limit_triggered_total', 'rate_limit_checks_total'],
  'Queue Performance': [
    'queue_jobs_processed_total',
    'queue_jobs_failed_total',
    'queue_active_jobs',
    'queue_job_duration_seconds',
  ],
  'Webhook Metrics': [
    'webhooks_sent_total',
    'webhooks_failed_total',
    'webhook_duration_seconds',
    'webhook_retries_total',
  ],
  'Cache Performance': [
    'cache_hits_total',
    'cache_misses_total',
    'cache_operations_total',
    'cache_memory_usage_bytes',
  ],
  'Adapter Metrics': [
    'adapter_operations_total',
    'adapter_errors_total',
    'adapter_latency_seconds',
    'adapter_message_size_bytes',
  ],
} as const;

/** The names alone. */
export const guideMetrics: readonly string[] = Object.values(byHeading).flat();

/** Of the machine, by node_exporter. */
export const hostMetrics: readonly string[] = [
  'node_cpu_seconds_total',
  'node_memory_MemAvailable_bytes',
  'node_memory_MemTotal_bytes',
  'node_filesystem_avail_bytes',
  'node_filesystem_size_bytes',
  'node_network_receive_bytes_total',
  'node_network_transmit_bytes_total',
  'node_filefd_allocated',
  'node_filefd_maximum',
];
