import { increased } from '../increased.js';
import { INSTALLATION, type RuleGroup } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

const QUEUE = `${INSTALLATION}, queue`;

/** What waits in queues, and what becomes of webhooks. */
export function jobAlerts(thresholds: WrittenThresholds): RuleGroup {
  return { name: 'shoal_jobs', rules: [...queueAlerts(thresholds), ...webhookAlerts(thresholds)] };
}

function queueAlerts({ failedJobRatio }: WrittenThresholds): RuleGroup['rules'] {
  const broken = `sum by (${QUEUE}) (rate(sockudo_queue_jobs_failed_total[5m]))`;
  return [
    {
      alert: 'ShoalQueueWithoutWorkers',
      // Servers tell of queues that nobody uses, too. Whoever takes jobs of a queue has the counter from its start on.
      expr: `(max by (${QUEUE}) (sockudo_queue_active_jobs) > 0)
  unless max by (${QUEUE}) (sockudo_queue_jobs_processed_total)`,
      for: '2m',
      severity: 'critical',
      summary: 'Nobody works on the queue {{ $labels.queue }}',
      description: 'No process that takes its jobs answers to Prometheus, and {{ $value }} jobs wait.',
      dashboard: 'webhooks',
    },
    {
      alert: 'ShoalJobsFailing',
      expr: `${broken}
/ (${broken} + sum by (${QUEUE}) (rate(sockudo_queue_jobs_processed_total[5m])))
  > ${failedJobRatio}`,
      for: '5m',
      severity: 'warning',
      summary: 'Jobs of the queue {{ $labels.queue }} break',
      description: '{{ $value | humanizePercentage }} of its runs end with an error of our own.',
      dashboard: 'webhooks',
    },
  ];
}

function webhookAlerts({ webhookRetries, webhookDelaySeconds }: WrittenThresholds): RuleGroup['rules'] {
  const deadLettered = increased('sockudo_webhooks_dead_lettered_total', '15m');
  const lost = increased('sockudo_webhooks_dropped_total{reason!="endpoint_gone"}', '15m');
  return [
    {
      alert: 'ShoalWebhookRetryBacklog',
      expr: `max by (${INSTALLATION}) (sockudo_queue_jobs{queue="webhooks", state="delayed"}) > ${webhookRetries}`,
      for: '5m',
      severity: 'warning',
      summary: 'Webhook endpoints do not accept what they are sent',
      description: '{{ $value }} requests wait for another attempt.',
      dashboard: 'webhooks',
    },
    {
      alert: 'ShoalWebhooksDelayed',
      expr: `max by (${INSTALLATION}) (sockudo_webhook_oldest_age_seconds) > ${webhookDelaySeconds}`,
      for: '2m',
      severity: 'warning',
      summary: 'Webhooks are late',
      description: 'The oldest event has waited for {{ $value | humanizeDuration }} to be sent at all.',
      dashboard: 'webhooks',
    },
    {
      alert: 'ShoalWebhooksDeadLettered',
      expr: `sum by (${INSTALLATION}, app_id) ${deadLettered} > 0`,
      for: '1m',
      severity: 'warning',
      summary: 'Webhooks of {{ $labels.app_id }} have been given up',
      description:
        'About {{ $value | humanize }} requests became dead letters within 15 minutes. They can be replayed.',
      dashboard: 'webhooks',
    },
    {
      alert: 'ShoalWebhooksLost',
      expr: `sum by (${INSTALLATION}, app_id, reason) ${lost} > 0`,
      for: '1m',
      severity: 'critical',
      summary: 'Webhooks of {{ $labels.app_id }} are lost: {{ $labels.reason }}',
      description:
        'About {{ $value | humanize }} of them went nowhere within 15 minutes, and cannot be replayed.',
      dashboard: 'webhooks',
    },
  ];
}
