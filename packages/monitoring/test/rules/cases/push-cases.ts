import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const worker = { instance: 'p:9601', role: 'push-worker' };
const up = series('up', worker);
const apns = { ...worker, provider: 'apns', app_id: 'one' };
const ofOne = { ...installation, app_id: 'one' };

const age = (instance: string, stage: string) =>
  series('sockudo_push_queue_oldest_age_seconds', { instance, stage });
const callbacks = series('sockudo_push_status_callback_failures_total', { ...worker, app_id: 'one' });

const own: readonly AlertCase[] = [
  fires('ShoalPushQueueBacklog', 'batches for a provider wait', {
    series: {
      [age('a:9601', 'apns')]: '0+60x20',
      [age('b:9601', 'apns')]: '0+60x20',
      [age('a:9601', 'plan')]: '2x20',
    },
    since: '6m',
    at: '7m',
    as: [
      {
        labels: { ...installation, stage: 'apns' },
        summary: 'Push notifications are late: apns',
        description: 'The oldest job of this stage has waited for 7m 0s.',
      },
    ],
  }),
  keepsQuiet('ShoalPushQueueBacklog', 'a large audience takes some minutes', {
    series: { [age('a:9601', 'plan')]: '0 60 70 80 90 20 0x20' },
    at: ['5m', '6m', '20m'],
  }),
  fires('ShoalPushStatusCallbackFailures', 'a change of state cannot be passed on', {
    series: { [up]: '1x60', [callbacks]: '0x20 0+4x40' },
    since: '20m',
    at: '40m',
    as: [
      {
        labels: ofOne,
        summary: 'Backends are not told what became of pushes of one',
        description: 'About 60 push_status webhooks did not come into the queue within 15 minutes.',
      },
    ],
  }),
  keepsQuiet('ShoalPushStatusCallbackFailures', 'that was long ago', {
    series: { [up]: '1x60', [callbacks]: '12x60' },
    at: ['22m', '60m'],
  }),
];

const failures = (failureClass: string) =>
  series('sockudo_push_provider_failures_total', { ...apns, failure_class: failureClass });
const dispatched = (status: string) => series('sockudo_push_dispatched_total', { ...apns, status });
const credentialErrors = series('sockudo_push_provider_credential_errors_total', apns);
const givenUp = series('sockudo_push_retry_dead_lettered_total', apns);

const providers: readonly AlertCase[] = [
  fires('ShoalPushCredentialErrors', 'the very first delivery finds a wrong credential', {
    series: { [up]: '1x60', [credentialErrors]: '_x20 1x40' },
    since: '20m',
    at: '21m',
    as: [
      {
        labels: { ...ofOne, provider: 'apns' },
        summary: 'The apns credential of one does not work',
        description: 'About 1 deliveries failed for it within 15 minutes.',
      },
    ],
  }),
  keepsQuiet('ShoalPushCredentialErrors', 'the credential was mended a while ago', {
    series: { [up]: '1x60', [credentialErrors]: '0+5x10 50x50' },
    at: ['30m', '60m'],
  }),
  fires('ShoalPushProviderFailing', 'a quarter of the attempts fails at the provider', {
    series: {
      [failures('provider_transient')]: '0+20x20',
      [failures('network_transport')]: '0+10x20',
      [dispatched('failed')]: '0+30x20',
      [dispatched('accepted')]: '0+90x20',
    },
    since: '5m',
    at: '7m',
    as: [
      {
        labels: { ...installation, provider: 'apns' },
        summary: 'apns does not take push notifications',
        description: '25% of the attempts fail on its side, or on the way there.',
      },
    ],
  }),
  keepsQuiet('ShoalPushProviderFailing', 'tokens are dead and payloads are wrong', {
    series: {
      [failures('device_terminal')]: '0+60x20',
      [failures('caller_payload')]: '0+30x20',
      [failures('provider_transient')]: '0x20',
      [dispatched('failed')]: '0+90x20',
      [dispatched('accepted')]: '0+30x20',
    },
    at: ['7m', '20m'],
  }),
  fires('ShoalPushDeliveriesGivenUp', 'no attempt is left for many', {
    series: { [up]: '1x60', [givenUp]: '0x20 0+4x40' },
    since: '23m',
    at: '40m',
    as: [
      {
        labels: { ...ofOne, provider: 'apns' },
        summary: 'Push notifications of one over apns have been given up',
        description: 'About 60 deliveries within 15 minutes had no attempt left.',
      },
    ],
  }),
  keepsQuiet('ShoalPushDeliveriesGivenUp', 'that happens to a few', {
    series: { [up]: '1x60', [givenUp]: '0x20 5x40' },
    at: ['22m', '60m'],
  }),
];

export const pushCases: readonly AlertCase[] = [...own, ...providers];
