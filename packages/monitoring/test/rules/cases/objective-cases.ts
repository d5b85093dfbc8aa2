import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const a = { instance: 'a:9601', role: 'server' };
const w = { instance: 'w:9601', role: 'webhook-worker' };
const one = { app_id: 'one' };

interface Objective {
  readonly alert: string;
  readonly summary: string;
  /** What counts good events and bad ones; a histogram has all events and good ones. */
  readonly good: string;
  readonly bad: string;
  readonly isHistogram?: boolean;
  /** What is neither. */
  readonly neither?: string;
}

const objectives: readonly Objective[] = [
  {
    alert: 'ShoalApiErrorBudgetBurn',
    summary: 'The API answers with errors',
    good: series('sockudo_http_requests_total', { ...a, ...one, status: '404' }),
    bad: series('sockudo_http_requests_total', { ...a, ...one, status: '503' }),
  },
  {
    alert: 'ShoalFanoutErrorBudgetBurn',
    summary: 'Messages take more than 0.1 s to the sockets',
    good: series('sockudo_fanout_latency_seconds_bucket', { ...a, scope: 'remote', le: '0.1' }),
    bad: series('sockudo_fanout_latency_seconds_count', { ...a, scope: 'remote' }),
    isHistogram: true,
  },
  {
    alert: 'ShoalSubscriptionErrorBudgetBurn',
    summary: 'Subscriptions are refused for their signature',
    good: series('sockudo_channel_subscriptions_total', { ...a, ...one, channel_type: 'presence_cache' }),
    bad: series('sockudo_subscription_auth_failures_total', { ...a, ...one, channel_type: 'private' }),
    neither: series('sockudo_channel_subscriptions_total', { ...a, ...one, channel_type: 'public' }),
  },
  {
    alert: 'ShoalWebhookErrorBudgetBurn',
    summary: 'Webhooks are given up',
    good: series('sockudo_webhooks_sent_total', { ...w, ...one }),
    bad: series('sockudo_webhooks_failed_total', { ...w, app_id: 'two' }),
  },
  {
    alert: 'ShoalPushErrorBudgetBurn',
    summary: 'Push notifications are given up',
    good: series('sockudo_push_delivery_status_total', { ...w, ...one, status: 'succeeded' }),
    bad: series('sockudo_push_delivery_status_total', { ...w, ...one, status: 'dead_lettered' }),
    neither: series('sockudo_push_delivery_status_total', { ...w, ...one, status: 'failed' }),
  },
];

const windows = {
  '1h': { labels: { ...installation, window: '1h' }, ends: 'in 2.1 days' },
  '6h': { labels: { ...installation, window: '6h' }, ends: 'in 5 days' },
  '1d': { labels: { ...installation, window: '1d' }, ends: 'in 10 days' },
  '3d': { labels: { ...installation, window: '3d' }, ends: 'in 30 days' },
};

function burn(summary: string, window: keyof typeof windows, percentage: string) {
  const { labels, ends } = windows[window];
  const description = `${percentage} within ${window}. So the error budget of 30 days is gone ${ends}.`;
  return { labels, summary, description };
}

const eachObjective = objectives.flatMap(({ alert, summary, good, bad, isHistogram, neither }) => {
  const others = neither === undefined ? {} : { [neither]: '0+600x60' };
  return [
    fires(alert, 'a quarter of the events is bad for minutes', {
      series: { [good]: '0+90x10', [bad]: isHistogram ? '0+120x10' : '0+30x10', ...others },
      since: '2m',
      at: '6m',
      as: [burn(summary, '1h', '25%')],
    }),
    keepsQuiet(alert, 'every event is good, or nothing happens', {
      series: { [good]: '0+90x30 2700x30', [bad]: isHistogram ? '0+90x30 2700x30' : '0x60', ...others },
      at: ['6m', '30m', '60m'],
    }),
  ];
});

const api = 'ShoalApiErrorBudgetBurn';
const says = 'The API answers with errors';
const good = series('sockudo_http_requests_total', { ...a, ...one, status: '200' });
const bad = series('sockudo_http_requests_total', { ...a, ...one, status: '500' });

/** Of 1,000 requests a minute with an objective of 99.9 %. */
const windowCases: readonly AlertCase[] = [
  keepsQuiet(api, 'one minute of a good day is bad', {
    series: { [good]: '0+1000x120 120800+1000x60', [bad]: '0x120 200x60' },
    at: ['123m', '126m', '150m', '180m'],
  }),
  {
    alert: api,
    when: 'an outage is short, and does not when it is over, although the hour is still bad',
    series: { [good]: '0+1000x360 360000 360000 360000+1000x90', [bad]: '0x360 1000 2000x91' },
    moments: [
      { at: '361m', fires: [] },
      { at: '365m', fires: [burn(says, '1h', '2.98%')] },
      { at: '370m', fires: [] },
      { at: '400m', fires: [] },
    ],
  },
  fires(api, 'eight times the budget is used for an hour', {
    series: { [good]: '0+992x90', [bad]: '0+8x90' },
    since: '15m',
    at: '30m',
    as: [burn(says, '6h', '0.8%')],
  }),
  fires(api, 'four times the budget is used for hours', {
    series: { [good]: '0+996x120', [bad]: '0+4x120' },
    since: '60m',
    at: '90m',
    as: [burn(says, '1d', '0.4%')],
  }),
  fires(api, 'twice the budget is used for hours and hours', {
    series: { [good]: '0+998x240', [bad]: '0+2x240' },
    since: '3h',
    at: '3h10m',
    as: [burn(says, '3d', '0.2%')],
  }),
];

export const objectiveCases: readonly AlertCase[] = [...eachObjective, ...windowCases];
