import { INSTALLATION, type RuleGroup } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

const SERVER = `${INSTALLATION}, instance`;

/** What happens between servers. */
export function clusterAlerts({ bufferedPublishes }: WrittenThresholds): RuleGroup {
  return {
    name: 'shoal_cluster',
    rules: [
      {
        alert: 'ShoalAdapterDisconnected',
        expr: 'sockudo_adapter_connected == 0',
        for: '1m',
        severity: 'critical',
        summary: '{{ $labels.instance }} cannot reach the other servers',
        description:
          'Clients of {{ $labels.instance }} get what is published there, and nothing from other servers.',
        dashboard: 'cluster',
      },
      {
        alert: 'ShoalPublishesBuffered',
        expr: `sockudo_adapter_buffered_publishes > ${bufferedPublishes}`,
        for: '1m',
        severity: 'warning',
        summary: 'Messages to other servers wait in {{ $labels.instance }}',
        description: '{{ $value }} messages wait for Redis. What waits too long is given up.',
        dashboard: 'cluster',
      },
      {
        alert: 'ShoalPublishesDropped',
        expr: `sum by (${SERVER}, reason) (increase(sockudo_adapter_dropped_publishes_total[5m])) > 0`,
        for: '1m',
        severity: 'critical',
        summary: '{{ $labels.instance }} has given up messages to other servers',
        description:
          'Clients of other servers miss about {{ $value | humanize }} messages: {{ $labels.reason }}.',
        dashboard: 'cluster',
      },
      {
        alert: 'ShoalUnreadableValues',
        expr: `sum by (${SERVER}, kind) (increase(sockudo_adapter_unreadable_values_total[15m])) > 0`,
        for: '5m',
        severity: 'warning',
        summary: '{{ $labels.instance }} cannot read what other servers write',
        description:
          'It left out about {{ $value | humanize }} of them ({{ $labels.kind }}) within 15 minutes.',
        dashboard: 'cluster',
      },
    ],
  };
}
