import { INSTALLATION, type RuleGroup } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

const SERVER = `${INSTALLATION}, instance`;

/**
 * The nine alerts of the monitoring guide: its names, waits, severities and texts. Its expressions compared single
 * series, of which there is one for each app, endpoint and status; here each is first summed to what the text speaks of.
 */
export function seedAlerts(thresholds: WrittenThresholds): RuleGroup {
  return {
    name: 'sockudo_alerts',
    rules: [
      ...connectionAlerts(thresholds),
      ...apiAlerts(thresholds),
      instanceDown,
      ...limitAlerts(thresholds),
      ...jobAlerts(thresholds),
    ],
  };
}

function connectionAlerts(thresholds: WrittenThresholds): RuleGroup['rules'] {
  // Goodbyes, pages that are left and our own draining are no drops.
  const drops = 'sockudo_disconnects_total{reason!~"normal|going_away|drain"}[5m]';
  return [
    {
      alert: 'SockudoHighConnectionCount',
      expr: `sum by (${SERVER}) (sockudo_active_connections) > ${thresholds.connectionsPerServer}`,
      for: '5m',
      severity: 'warning',
      summary: 'High connection count on {{ $labels.instance }}',
      description: 'Sockudo instance {{ $labels.instance }} has {{ $value }} active connections',
      dashboard: 'server',
    },
    {
      alert: 'SockudoConnectionDrops',
      expr: `sum by (${SERVER}) (rate(${drops})) > ${thresholds.connectionDropsPerSecond}
and
sum by (${SERVER}) (increase(${drops}))
  > ${thresholds.connectionDropsRatio} * sum by (${SERVER}) (avg_over_time(sockudo_active_connections[5m]))`,
      for: '2m',
      severity: 'warning',
      summary: 'High connection drop rate on {{ $labels.instance }}',
      description: 'Connection drop rate is {{ $value }} per second',
      dashboard: 'server',
    },
  ];
}

function apiAlerts(thresholds: WrittenThresholds): RuleGroup['rules'] {
  const failed = 'sockudo_http_requests_total{status=~"5.."}[5m]';
  return [
    {
      alert: 'SockudoHighLatency',
      expr: `histogram_quantile(0.95, sum by (${SERVER}, le) (rate(sockudo_http_request_duration_seconds_bucket[5m])))
  > ${thresholds.httpLatencySeconds}`,
      for: '5m',
      severity: 'warning',
      summary: 'High API latency on {{ $labels.instance }}',
      description: '95th percentile latency is {{ $value }}s',
      dashboard: 'api',
    },
    {
      alert: 'SockudoHighErrorRate',
      expr: `sum by (${SERVER}) (rate(${failed})) / sum by (${SERVER}) (rate(sockudo_http_requests_total[5m]))
  > ${thresholds.httpErrorRatio}
and
sum by (${SERVER}) (increase(${failed})) >= ${thresholds.httpErrorsAtLeast}`,
      for: '2m',
      severity: 'critical',
      summary: 'High error rate on {{ $labels.instance }}',
      description: 'Error rate is {{ $value | humanizePercentage }}',
      dashboard: 'api',
    },
  ];
}

/** It does not see a target that is gone from the scrape configuration: ShoalServersMissing does. */
const instanceDown: RuleGroup['rules'][number] = {
  alert: 'SockudoInstanceDown',
  expr: 'up{job="sockudo"} == 0',
  for: '1m',
  severity: 'critical',
  summary: 'Sockudo instance down',
  description: 'Instance {{ $labels.instance }} is not responding',
  dashboard: 'overview',
};

function limitAlerts(thresholds: WrittenThresholds): RuleGroup['rules'] {
  const refused = `sum by (${SERVER}) (rate(sockudo_rate_limit_triggered_total[5m]))`;
  return [
    {
      alert: 'SockudoRateLimitTriggered',
      expr: `${refused} > ${thresholds.rateLimitsPerSecond}
and
${refused} / sum by (${SERVER}) (rate(sockudo_rate_limit_checks_total[5m])) > ${thresholds.rateLimitRatio}`,
      for: '2m',
      severity: 'warning',
      summary: 'High rate limit triggers on {{ $labels.instance }}',
      description: 'Rate limits are being triggered {{ $value }} times per second',
      dashboard: 'server',
    },
  ];
}

function jobAlerts(thresholds: WrittenThresholds): RuleGroup['rules'] {
  const failed = `sum by (${SERVER}) (rate(sockudo_webhooks_failed_total[5m]))`;
  const sent = `sum by (${SERVER}) (rate(sockudo_webhooks_sent_total[5m]))`;
  // Publishes with an idempotency key miss that cache whenever they are new, which is as it should be.
  const hits = `sum by (${SERVER}) (rate(sockudo_cache_hits_total{cache="channel"}[5m]))`;
  const misses = `sum by (${SERVER}) (rate(sockudo_cache_misses_total{cache="channel"}[5m]))`;
  const waiting = `max by (${INSTALLATION}, queue) (sockudo_queue_active_jobs)`;
  return [
    {
      alert: 'SockudoQueueBacklog',
      // Every server tells the same depth: the text's "instance" is the queue.
      expr: `label_replace(${waiting}, "instance", "queue $1", "queue", "(.+)")
  > ${thresholds.queueWaitingJobs}`,
      for: '2m',
      severity: 'warning',
      summary: 'High queue backlog on {{ $labels.instance }}',
      description: 'Queue has {{ $value }} pending jobs',
      dashboard: 'webhooks',
    },
    {
      alert: 'SockudoWebhookFailures',
      expr: `${failed} / (${sent} + ${failed}) > ${thresholds.webhookFailureRatio}`,
      for: '5m',
      severity: 'warning',
      summary: 'High webhook failure rate on {{ $labels.instance }}',
      description: 'Webhook failure rate is {{ $value | humanizePercentage }}',
      dashboard: 'webhooks',
    },
    {
      alert: 'SockudoLowCacheHitRate',
      expr: `${hits} / (${hits} + ${misses}) < ${thresholds.cacheHitRatio}
and
${hits} + ${misses} > ${thresholds.cacheReadsPerSecond}`,
      for: '10m',
      severity: 'warning',
      summary: 'Low cache hit rate on {{ $labels.instance }}',
      description: 'Cache hit rate is {{ $value | humanizePercentage }}',
      dashboard: 'cluster',
    },
  ];
}
