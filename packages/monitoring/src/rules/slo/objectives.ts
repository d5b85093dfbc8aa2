import { type DashboardName, INSTALLATION } from '../rule.js';
import type { WrittenThresholds } from '../thresholds.js';

/** Something that is promised for a part of all events, over 30 days. */
export interface Objective {
  /** Of its alert. */
  readonly alert: string;
  /** What recorded series are about: `cluster:<subject>:…`. */
  readonly subject: string;
  /** The part that has to be good, as it is written into rules. */
  readonly objective: number | string;
  /** Events in a second that were not good, for each installation. */
  readonly errors: string;
  /** All of them. */
  readonly total: string;
  readonly summary: string;
  readonly dashboard: DashboardName;
}

const perSecond = (counter: string) => `sum by (${INSTALLATION}) (rate(${counter}[5m]))`;

export function objectives(thresholds: WrittenThresholds): readonly Objective[] {
  return [...serverObjectives(thresholds), ...jobObjectives(thresholds)];
}

function serverObjectives(thresholds: WrittenThresholds): readonly Objective[] {
  const refusedSubscriptions = perSecond('sockudo_subscription_auth_failures_total');
  const { fanoutLatencySeconds } = thresholds;
  return [
    {
      alert: 'ShoalApiErrorBudgetBurn',
      subject: 'sockudo_http_requests',
      objective: thresholds.apiAvailabilityObjective,
      errors: perSecond('sockudo_http_requests_total{status=~"5.."}'),
      total: perSecond('sockudo_http_requests_total'),
      summary: 'The API answers with errors',
      dashboard: 'api',
    },
    {
      alert: 'ShoalFanoutErrorBudgetBurn',
      subject: 'sockudo_fanouts',
      objective: thresholds.fanoutLatencyObjective,
      errors: `${perSecond('sockudo_fanout_latency_seconds_count')}
- ${perSecond(`sockudo_fanout_latency_seconds_bucket{le="${fanoutLatencySeconds}"}`)}`,
      total: perSecond('sockudo_fanout_latency_seconds_count'),
      summary: `Messages take more than ${fanoutLatencySeconds} s to the sockets`,
      dashboard: 'channels',
    },
    {
      alert: 'ShoalSubscriptionErrorBudgetBurn',
      subject: 'sockudo_signed_subscriptions',
      objective: thresholds.subscriptionAuthObjective,
      errors: refusedSubscriptions,
      total: `${perSecond('sockudo_channel_subscriptions_total{channel_type=~"private.*|presence.*"}')}
+ ${refusedSubscriptions}`,
      summary: 'Subscriptions are refused for their signature',
      dashboard: 'channels',
    },
  ];
}

function jobObjectives(thresholds: WrittenThresholds): readonly Objective[] {
  const failedWebhooks = perSecond('sockudo_webhooks_failed_total');
  return [
    {
      alert: 'ShoalWebhookErrorBudgetBurn',
      subject: 'sockudo_webhooks',
      objective: thresholds.webhookDeliveryObjective,
      errors: failedWebhooks,
      total: `${perSecond('sockudo_webhooks_sent_total')}\n+ ${failedWebhooks}`,
      summary: 'Webhooks are given up',
      dashboard: 'webhooks',
    },
    {
      alert: 'ShoalPushErrorBudgetBurn',
      subject: 'sockudo_push_deliveries',
      objective: thresholds.pushDeliveryObjective,
      // What a provider refuses for good is a matter of devices, payloads and credentials; "cancelled" is wanted.
      errors: perSecond('sockudo_push_delivery_status_total{status=~"expired|dead_lettered"}'),
      total: perSecond('sockudo_push_delivery_status_total{status=~"succeeded|expired|dead_lettered"}'),
      summary: 'Push notifications are given up',
      dashboard: 'push',
    },
  ];
}
