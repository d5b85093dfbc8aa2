import { type AppRatio, appRatios } from '../app-ratios.js';
import { INSTALLATION, type RuleGroup } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

/** What becomes of what clients and backends ask for. */
export function trafficAlerts(thresholds: WrittenThresholds): RuleGroup {
  return {
    name: 'shoal_traffic',
    rules: [...refusalAlerts(thresholds), ...limitAlerts(thresholds)],
  };
}

/**
 * A ratio is above its threshold and far above what is usual for the app: clients with old tokens are refused on every
 * day, and nobody can act on them. `or 0 *` stands in for an app without a past.
 */
function hasRisen(
  { attempts, refused }: AppRatio,
  threshold: number | string,
  thresholds: WrittenThresholds,
): string {
  return `${refused} > ${threshold}
and
${refused} > ${thresholds.growthOverDay} * (avg_over_time(${refused}[1d] offset 1h) or 0 * ${refused})
and
${attempts} > ${thresholds.attemptsPerSecond}`;
}

function refusalAlerts(thresholds: WrittenThresholds): RuleGroup['rules'] {
  const { publishes, signedSubscriptions, requests, handshakes } = appRatios;
  return [
    {
      alert: 'ShoalPublishFailures',
      expr: hasRisen(publishes, thresholds.publishRejectionRatio, thresholds),
      for: '5m',
      severity: 'warning',
      summary: 'Publishes of {{ $labels.app_id }} fail',
      description:
        '{{ $value | humanizePercentage }} of the publishes of {{ $labels.app_id }} are refused, more than usual.',
      dashboard: 'api',
    },
    {
      alert: 'ShoalSubscriptionAuthFailures',
      expr: hasRisen(signedSubscriptions, thresholds.subscriptionAuthFailureRatio, thresholds),
      for: '5m',
      severity: 'warning',
      summary: 'Subscriptions of {{ $labels.app_id }} have wrong signatures',
      description:
        '{{ $value | humanizePercentage }} of the signed subscriptions of {{ $labels.app_id }} are refused, more than usual. Was its backend deployed?',
      dashboard: 'channels',
    },
    {
      alert: 'ShoalApiAuthFailures',
      expr: hasRisen(requests, thresholds.apiAuthFailureRatio, thresholds),
      for: '5m',
      severity: 'warning',
      summary: 'API requests of {{ $labels.app_id }} have wrong signatures',
      description:
        '{{ $value | humanizePercentage }} of the API requests of {{ $labels.app_id }} are refused, more than usual. Was its backend deployed?',
      dashboard: 'api',
    },
    {
      alert: 'ShoalConnectionsRefused',
      expr: hasRisen(handshakes, thresholds.connectionRefusalRatio, thresholds),
      for: '5m',
      severity: 'warning',
      summary: 'Connections of {{ $labels.app_id }} are refused',
      description:
        '{{ $value | humanizePercentage }} of the handshakes of {{ $labels.app_id }} are refused, more than usual.',
      dashboard: 'server',
    },
  ];
}

function limitAlerts({ quotaUsedRatio, droppedMessagesPerSecond }: WrittenThresholds): RuleGroup['rules'] {
  const app = `${INSTALLATION}, app_id, quota`;
  return [
    {
      alert: 'ShoalQuotaAlmostUsed',
      expr: `sum by (${app}) (sockudo_quota_used) / max by (${app}) (sockudo_quota_limit) > ${quotaUsedRatio}`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.app_id }} has almost used its quota of {{ $labels.quota }}',
      description: '{{ $value | humanizePercentage }} are used. Who comes beyond that is refused.',
      dashboard: 'server',
    },
    {
      alert: 'ShoalMessagesDropped',
      expr: `sum by (${INSTALLATION}, instance, reason) (rate(sockudo_messages_dropped_total[5m]))
  > ${droppedMessagesPerSecond}`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.instance }} drops messages: {{ $labels.reason }}',
      description:
        '{{ $value | humanize }} messages in a second do not reach sockets that subscribed to them.',
      dashboard: 'server',
    },
  ];
}
