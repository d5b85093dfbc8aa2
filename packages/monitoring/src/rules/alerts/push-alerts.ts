import { increased } from '../increased.js';
import { INSTALLATION, type RuleGroup } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

/** Push notifications. Nothing of it fires where no push is configured. */
export function pushAlerts(thresholds: WrittenThresholds): RuleGroup {
  return { name: 'shoal_push', rules: [...ownAlerts(thresholds), ...providerAlerts(thresholds)] };
}

function ownAlerts({ pushDelaySeconds }: WrittenThresholds): RuleGroup['rules'] {
  const callbackFailures = increased('sockudo_push_status_callback_failures_total', '15m');
  return [
    {
      alert: 'ShoalPushQueueBacklog',
      expr: `max by (${INSTALLATION}, stage) (sockudo_push_queue_oldest_age_seconds) > ${pushDelaySeconds}`,
      for: '5m',
      severity: 'warning',
      summary: 'Push notifications are late: {{ $labels.stage }}',
      description: 'The oldest job of this stage has waited for {{ $value | humanizeDuration }}.',
      dashboard: 'push',
    },
    {
      alert: 'ShoalPushStatusCallbackFailures',
      expr: `sum by (${INSTALLATION}, app_id) ${callbackFailures} > 0`,
      for: '1m',
      severity: 'warning',
      summary: 'Backends are not told what became of pushes of {{ $labels.app_id }}',
      description:
        'About {{ $value | humanize }} push_status webhooks did not come into the queue within 15 minutes.',
      dashboard: 'push',
    },
  ];
}

function providerAlerts(thresholds: WrittenThresholds): RuleGroup['rules'] {
  const provider = `${INSTALLATION}, provider`;
  const credentialErrors = increased('sockudo_push_provider_credential_errors_total', '15m');
  const givenUp = increased('sockudo_push_retry_dead_lettered_total', '15m');
  // A dead token, a payload that is refused and a wrong credential are no failures of the provider.
  const classes = 'failure_class=~"provider_.*|network_transport|unknown"';
  return [
    {
      alert: 'ShoalPushCredentialErrors',
      expr: `sum by (${provider}, app_id) ${credentialErrors} > 0`,
      for: '1m',
      severity: 'critical',
      summary: 'The {{ $labels.provider }} credential of {{ $labels.app_id }} does not work',
      description: 'About {{ $value | humanize }} deliveries failed for it within 15 minutes.',
      dashboard: 'push',
    },
    {
      alert: 'ShoalPushProviderFailing',
      expr: `sum by (${provider}) (rate(sockudo_push_provider_failures_total{${classes}}[5m]))
/ sum by (${provider}) (rate(sockudo_push_dispatched_total[5m]))
  > ${thresholds.pushProviderFailureRatio}`,
      for: '5m',
      severity: 'warning',
      summary: '{{ $labels.provider }} does not take push notifications',
      description: '{{ $value | humanizePercentage }} of the attempts fail on its side, or on the way there.',
      dashboard: 'push',
    },
    {
      alert: 'ShoalPushDeliveriesGivenUp',
      expr: `sum by (${provider}, app_id) ${givenUp} > ${thresholds.pushDeliveriesGivenUp}`,
      for: '1m',
      severity: 'warning',
      summary: 'Push notifications of {{ $labels.app_id }} over {{ $labels.provider }} have been given up',
      description: 'About {{ $value | humanize }} deliveries within 15 minutes had no attempt left.',
      dashboard: 'push',
    },
  ];
}
