import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const a = { instance: 'a:9601', role: 'server' };
const one = { ...a, app_id: 'one' };
const ofOne = { ...installation, app_id: 'one' };

/** A quarter of 240 attempts a minute is refused for three hours, and from then on three quarters are. */
const refusedMore = '0+60x180 10860+180x60';
const acceptedLess = '0+180x180 32460+60x60';
/** The same quarter all the time. */
const refusedAlways = '0+60x240';
const acceptedAlways = '0+180x240';
const attempted = '0+240x240';

interface Refusal {
  readonly alert: string;
  readonly refused: string;
  readonly accepted: string;
  readonly summary: string;
  /** After `75% of `. */
  readonly description: string;
  /** Where attempts are counted as a whole, refused ones included. */
  readonly countsAttempts?: boolean;
}

const refusals: readonly Refusal[] = [
  {
    alert: 'ShoalPublishFailures',
    refused: series('sockudo_publishes_rejected_total', { ...one, reason: 'payload_too_large' }),
    accepted: series('sockudo_publishes_accepted_total', { ...one, source: 'http' }),
    summary: 'Publishes of one fail',
    description: 'the publishes of one are refused, more than usual.',
  },
  {
    alert: 'ShoalSubscriptionAuthFailures',
    refused: series('sockudo_subscription_auth_failures_total', { ...one, channel_type: 'presence' }),
    accepted: series('sockudo_channel_subscriptions_total', { ...one, channel_type: 'private_encrypted' }),
    summary: 'Subscriptions of one have wrong signatures',
    description: 'the signed subscriptions of one are refused, more than usual. Was its backend deployed?',
  },
  {
    alert: 'ShoalApiAuthFailures',
    refused: series('sockudo_api_authentication_failures_total', one),
    accepted: series('sockudo_http_requests_total', { ...one, status: '200' }),
    summary: 'API requests of one have wrong signatures',
    description: 'the API requests of one are refused, more than usual. Was its backend deployed?',
    countsAttempts: true,
  },
  {
    alert: 'ShoalConnectionsRefused',
    refused: series('sockudo_connection_attempts_total', { ...one, outcome: 'origin' }),
    accepted: series('sockudo_connection_attempts_total', { ...one, outcome: 'accepted' }),
    summary: 'Connections of one are refused',
    description: 'the handshakes of one are refused, more than usual.',
  },
];

const refusalCases = refusals.flatMap((refusal) => {
  const { alert, refused, accepted, summary, description, countsAttempts = false } = refusal;
  return [
    fires(alert, 'three times as many are refused as before', {
      series: { [refused]: refusedMore, [accepted]: countsAttempts ? attempted : acceptedLess },
      since: '3h4m',
      at: '3h12m',
      as: [{ labels: ofOne, summary, description: `75% of ${description}` }],
    }),
    fires(alert, 'an app without a past is refused', {
      series: { [refused]: '0+180x20', [accepted]: countsAttempts ? attempted : '0+60x20' },
      since: '5m',
      at: '7m',
      as: [{ labels: ofOne, summary, description: `75% of ${description}` }],
    }),
    keepsQuiet(alert, 'no more are refused than before', {
      series: { [refused]: refusedAlways, [accepted]: countsAttempts ? attempted : acceptedAlways },
      at: ['3h12m', '4h'],
    }),
    keepsQuiet(alert, 'hardly anything is attempted', {
      series: { [refused]: '0+3x30', [accepted]: countsAttempts ? '0+4x30' : '0+1x30' },
      at: ['7m', '30m'],
    }),
  ];
});

const quota = (name: string, labels: Readonly<Record<string, string>>) =>
  series(`sockudo_quota_${name}`, { ...labels, quota: 'connections' });

const limits: readonly AlertCase[] = [
  keepsQuiet('ShoalConnectionsRefused', 'a server drains and somebody guesses keys', {
    series: {
      [series('sockudo_connection_attempts_total', { ...one, outcome: 'draining' })]: '0+180x20',
      [series('sockudo_connection_attempts_total', { ...one, outcome: 'accepted' })]: '0+60x20',
      [series('sockudo_connection_attempts_total', { ...a, app_id: 'unknown', outcome: 'unknown_app' })]:
        '0+600x20',
    },
    at: ['7m', '20m'],
  }),
  fires('ShoalQuotaAlmostUsed', 'the connections of an app on all servers come near to its quota', {
    series: {
      [quota('used', one)]: '475x10',
      [quota('used', { ...one, instance: 'b:9601' })]: '475x10',
      [quota('limit', one)]: '1000x10',
      [quota('limit', { ...one, instance: 'b:9601' })]: '1000x10',
    },
    since: '4m',
    at: '5m',
    as: [
      {
        labels: { ...ofOne, quota: 'connections' },
        summary: 'one has almost used its quota of connections',
        description: '95% are used. Who comes beyond that is refused.',
      },
    ],
  }),
  keepsQuiet('ShoalQuotaAlmostUsed', 'an app has none, or not that many', {
    series: {
      [quota('used', one)]: '100000x10',
      [quota('limit', one)]: 'Inf '.repeat(11).trim(),
      [quota('used', { ...a, app_id: 'two' })]: '475x10',
      [quota('limit', { ...a, app_id: 'two' })]: '1000x10',
    },
    at: ['5m', '10m'],
  }),
  fires('ShoalMessagesDropped', 'sockets of several apps do not take what they subscribed to', {
    series: {
      [series('sockudo_messages_dropped_total', { ...one, reason: 'slow_consumer' })]: '0+60x20',
      [series('sockudo_messages_dropped_total', { ...a, app_id: 'two', reason: 'slow_consumer' })]: '0+60x20',
    },
    since: '7m',
    at: '10m',
    as: [
      {
        labels: { ...installation, instance: 'a:9601', reason: 'slow_consumer' },
        summary: 'a:9601 drops messages: slow_consumer',
        description: '2 messages in a second do not reach sockets that subscribed to them.',
      },
    ],
  }),
  keepsQuiet('ShoalMessagesDropped', 'one slow client loses a few', {
    series: { [series('sockudo_messages_dropped_total', { ...one, reason: 'slow_consumer' })]: '0x5 30x20' },
    at: ['7m', '20m'],
  }),
];

export const trafficCases: readonly AlertCase[] = [...refusalCases, ...limits];
