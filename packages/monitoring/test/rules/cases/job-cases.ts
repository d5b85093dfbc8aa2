import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const server = { instance: 'a:9601', role: 'server' };
const worker = { instance: 'w:9601', role: 'webhook-worker' };
const up = series('up', worker);

const queues: readonly AlertCase[] = [
  fires('ShoalQueueWithoutWorkers', 'the last worker of a queue is gone', {
    series: {
      [series('sockudo_queue_active_jobs', { ...server, queue: 'webhooks' })]: '0 7x10',
      [series('sockudo_queue_active_jobs', { ...server, queue: 'push-plan' })]: '0x11',
      [series('sockudo_queue_jobs_processed_total', { ...worker, queue: 'webhooks' })]: '100 100 stale',
      [series('sockudo_queue_jobs_processed_total', { instance: 'p:9601', queue: 'push-plan' })]: '5x11',
    },
    since: '3m',
    at: '4m',
    as: [
      {
        labels: { ...installation, queue: 'webhooks' },
        summary: 'Nobody works on the queue webhooks',
        description: 'No process that takes its jobs answers to Prometheus, and 7 jobs wait.',
      },
    ],
  }),
  keepsQuiet('ShoalQueueWithoutWorkers', 'the only worker has done nothing yet, or the server works itself', {
    series: {
      [series('sockudo_queue_active_jobs', { ...server, queue: 'webhooks' })]: '3x10',
      [series('sockudo_queue_jobs_processed_total', { ...worker, queue: 'webhooks' })]: '0x10',
      [series('sockudo_queue_active_jobs', { ...server, queue: 'push-plan' })]: '3x10',
      [series('sockudo_queue_jobs_processed_total', { ...server, queue: 'push-plan' })]: '0x10',
    },
    at: ['2m', '10m'],
  }),
  keepsQuiet('ShoalQueueWithoutWorkers', 'nobody works on a queue that nobody uses', {
    series: {
      [series('sockudo_queue_active_jobs', { ...server, queue: 'push-plan' })]: '0x60',
      [series('sockudo_queue_active_jobs', { ...server, queue: 'webhooks' })]: '0x60',
    },
    at: ['3m', '60m'],
  }),
  keepsQuiet('ShoalQueueWithoutWorkers', 'a worker is started when there is something to do', {
    series: {
      [series('sockudo_queue_active_jobs', { ...server, queue: 'webhooks' })]: '0x5 7 12 3 0x10',
      [series('sockudo_queue_jobs_processed_total', { ...worker, queue: 'webhooks' })]: '_x6 0 9 21x10',
    },
    at: ['6m', '7m', '8m', '18m'],
  }),
  fires('ShoalJobsFailing', 'an eighth of the runs breaks', {
    series: {
      [series('sockudo_queue_jobs_failed_total', { ...worker, queue: 'webhooks' })]: '0+30x20',
      [series('sockudo_queue_jobs_processed_total', { ...worker, queue: 'webhooks' })]: '0+210x20',
    },
    since: '5m',
    at: '7m',
    as: [
      {
        labels: { ...installation, queue: 'webhooks' },
        summary: 'Jobs of the queue webhooks break',
        description: '12.5% of its runs end with an error of our own.',
      },
    ],
  }),
  keepsQuiet('ShoalJobsFailing', 'a job of an older release is left over', {
    series: {
      [series('sockudo_queue_jobs_failed_total', { ...worker, queue: 'webhooks' })]: '0x5 1x15',
      [series('sockudo_queue_jobs_processed_total', { ...worker, queue: 'webhooks' })]: '0+210x20',
    },
    at: ['7m', '20m'],
  }),
];

const delayed = (instance: string) =>
  series('sockudo_queue_jobs', { instance, queue: 'webhooks', state: 'delayed' });
const age = (instance: string) => series('sockudo_webhook_oldest_age_seconds', { instance });
const deadLettered = series('sockudo_webhooks_dead_lettered_total', { ...worker, app_id: 'one' });
const dropped = (reason: string) =>
  series('sockudo_webhooks_dropped_total', { ...server, app_id: 'one', reason });

const webhooks: readonly AlertCase[] = [
  fires('ShoalWebhookRetryBacklog', 'requests wait for another attempt, as every server says', {
    series: { [delayed('a:9601')]: '250x10', [delayed('b:9601')]: '250x10' },
    since: '4m',
    at: '5m',
    as: [
      {
        labels: installation,
        summary: 'Webhook endpoints do not accept what they are sent',
        description: '250 requests wait for another attempt.',
      },
    ],
  }),
  keepsQuiet('ShoalWebhookRetryBacklog', 'an endpoint restarts', {
    series: { [delayed('a:9601')]: '0 250 250 250 10 0x10', [delayed('b:9601')]: '60x15' },
    at: ['5m', '15m'],
  }),
  fires('ShoalWebhooksDelayed', 'the oldest event has not been tried', {
    series: { [age('a:9601')]: '0+60x10', [age('b:9601')]: '0x10' },
    since: '3m',
    at: '4m',
    as: [
      {
        labels: installation,
        summary: 'Webhooks are late',
        description: 'The oldest event has waited for 4m 0s to be sent at all.',
      },
    ],
  }),
  keepsQuiet('ShoalWebhooksDelayed', 'a burst takes a moment', {
    series: { [age('a:9601')]: '0 20 45 70 30 0x10' },
    at: ['3m', '4m', '10m'],
  }),
  fires('ShoalWebhooksDeadLettered', 'the first request of an app is given up', {
    series: { [up]: '1x60', [deadLettered]: '_x20 1x40' },
    since: '20m',
    at: '21m',
    as: [
      {
        labels: { ...installation, app_id: 'one' },
        summary: 'Webhooks of one have been given up',
        description: 'About 1 requests became dead letters within 15 minutes. They can be replayed.',
      },
    ],
  }),
  keepsQuiet('ShoalWebhooksDeadLettered', 'Prometheus comes to know of letters that are old', {
    series: { [up]: '_x20 1x60', [deadLettered]: '_x20 25x60' },
    at: ['22m', '30m', '60m'],
  }),
  keepsQuiet('ShoalWebhooksDeadLettered', 'a worker with old letters was away for a while', {
    series: { [up]: '1x20 0x20 1x40', [deadLettered]: '25x20 stale _x19 25x40' },
    at: ['42m', '50m', '56m', '60m', '80m'],
  }),
  fires('ShoalWebhooksLost', 'events do not come into the queue', {
    series: { [up]: '1x60', [dropped('buffer_full')]: '0x20 0+60x40' },
    since: '20m',
    at: '40m',
    as: [
      {
        labels: { ...installation, app_id: 'one', reason: 'buffer_full' },
        summary: 'Webhooks of one are lost: buffer_full',
        description: 'About 900 of them went nowhere within 15 minutes, and cannot be replayed.',
      },
    ],
  }),
  keepsQuiet('ShoalWebhooksLost', 'their endpoint is not configured any more', {
    series: { [up]: '1x60', [dropped('endpoint_gone')]: '0+60x60', [dropped('buffer_full')]: '3x60' },
    at: ['22m', '60m'],
  }),
];

export const jobCases: readonly AlertCase[] = [...queues, ...webhooks];
