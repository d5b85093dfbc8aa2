import { type AlertCase, fires, installation, keepsQuiet, series } from '../alert-case.js';

const a = { instance: 'a:9601', role: 'server' };
const onA = { ...installation, job: 'sockudo', ...a };

const health: readonly AlertCase[] = [
  fires('ShoalNotReady', 'a process answers and never becomes ready', {
    series: { [series('sockudo_ready', a)]: '0x10', [series('sockudo_draining', a)]: '0x10' },
    since: '1m',
    at: '2m',
    as: [
      {
        labels: onA,
        summary: 'a:9601 is not ready',
        description: 'a:9601 answers, takes no connections or jobs, and is not draining.',
      },
    ],
  }),
  keepsQuiet('ShoalNotReady', 'it is draining, or starts within a minute', {
    series: {
      [series('sockudo_ready', a)]: '1 1 0x10',
      [series('sockudo_draining', a)]: '0 0 1x10',
      [series('sockudo_ready', { ...a, instance: 'b:9601' })]: '0 0 1x10',
      [series('sockudo_draining', { ...a, instance: 'b:9601' })]: '0x12',
    },
    at: ['2m', '5m', '10m'],
  }),
  fires('ShoalDegraded', 'a process goes on without Redis', {
    series: {
      [series('sockudo_degraded', { ...a, reason: 'redis' })]: '0 1x10',
      [series('sockudo_degraded', { ...a, reason: 'queue' })]: '0x11',
    },
    since: '2m',
    at: '3m',
    as: [
      {
        labels: { ...onA, reason: 'redis' },
        summary: 'a:9601 is degraded: redis',
        description: 'a:9601 goes on, but without what it needs from this part: redis.',
      },
    ],
  }),
  keepsQuiet('ShoalDegraded', 'Redis fails over', {
    series: { [series('sockudo_degraded', { ...a, reason: 'redis' })]: '0 1 1 0x10' },
    at: ['2m', '3m', '10m'],
  }),
  fires('ShoalDrainStuck', 'a process does not come to its end', {
    series: { [series('sockudo_draining', a)]: '0 1x20' },
    since: '10m',
    at: '11m',
    as: [
      {
        labels: onA,
        summary: 'a:9601 does not end',
        description: 'a:9601 was told to stop, and has been draining for more than 10 minutes.',
      },
    ],
  }),
  keepsQuiet('ShoalDrainStuck', 'it drains for five minutes and is gone', {
    series: { [series('sockudo_draining', a)]: '0 1 1 1 1 1 stale' },
    at: ['6m', '11m', '20m'],
  }),
];

const server = (instance: string) =>
  series('sockudo_build_info', { instance, role: 'server', version: '1.0.0' });

const presence: readonly AlertCase[] = [
  fires('ShoalServersMissing', 'the last server of an installation is gone', {
    series: {
      [server('a:9601')]: '1 1 stale',
      'sockudo_build_info{cluster="other",instance="b:9601",role="server"}': '1x10',
    },
    since: '3m',
    at: '4m',
    as: [
      {
        labels: installation,
        summary: 'Servers are missing in main',
        description: '0 servers answer to Prometheus, and there should be 1.',
      },
    ],
  }),
  fires('ShoalServersMissing', 'Prometheus knows of no server', {
    series: { [series('sockudo_build_info', { instance: 'w:9601', role: 'webhook-worker' })]: '1x10' },
    since: '1m',
    at: '2m',
    as: [
      {
        labels: { role: 'server' },
        summary: 'Servers are missing',
        description: '0 servers answer to Prometheus, and there should be 1.',
      },
    ],
  }),
  keepsQuiet('ShoalServersMissing', 'one of two servers is left, and one is enough', {
    series: { [server('a:9601')]: '1 1 stale', [server('b:9601')]: '1x10' },
    at: ['4m', '10m'],
  }),
  fires('ShoalRestarting', 'a process begins anew each minute', {
    series: { [series('sockudo_process_start_time_seconds', a)]: '1000x5 2000 3000 4000 4000x10' },
    since: '8m',
    at: '9m',
    as: [
      {
        labels: onA,
        summary: 'a:9601 restarts again and again',
        description: 'a:9601 has begun anew 3 times within half an hour.',
      },
    ],
  }),
  keepsQuiet('ShoalRestarting', 'it is deployed twice', {
    series: { [series('sockudo_process_start_time_seconds', a)]: '1000x5 2000x5 3000x10' },
    at: ['12m', '20m'],
  }),
];

const lag = series('sockudo_nodejs_eventloop_lag_p99_seconds', a);

const resources: readonly AlertCase[] = [
  fires('ShoalEventLoopSlow', 'turns come late for minutes', {
    series: { [lag]: '0.01 0.25x10' },
    since: '5m',
    at: '6m',
    as: [
      {
        labels: onA,
        summary: 'a:9601 has more to do than it manages',
        description: 'One turn in a hundred of a:9601 comes 250ms late.',
      },
    ],
  }),
  keepsQuiet('ShoalEventLoopSlow', 'they come late now and then, or no turn was sampled yet', {
    series: { [lag]: 'NaN 0.25 0.25 0.01 0.25 0.25 0.25 0.01 0.25 NaN' },
    at: ['1m', '6m', '9m'],
  }),
  fires('ShoalOpenFilesHigh', 'most of them are in use', {
    series: {
      [series('sockudo_process_open_fds', a)]: '900x10',
      [series('sockudo_process_max_fds', a)]: '1024x10',
    },
    since: '4m',
    at: '5m',
    as: [
      {
        labels: onA,
        summary: 'a:9601 runs out of file descriptors',
        description: 'a:9601 uses 87.89% of them; each connection needs one.',
      },
    ],
  }),
  keepsQuiet('ShoalOpenFilesHigh', 'the limit is high enough', {
    series: {
      [series('sockudo_process_open_fds', a)]: '900x10',
      [series('sockudo_process_max_fds', a)]: '65536x10',
    },
    at: ['5m', '10m'],
  }),
  fires('ShoalMetricSeriesFolded', 'an app finds no room in a metric', {
    series: { [series('sockudo_metrics_series_folded_total', a)]: '0x5 3x20' },
    since: '10m',
    at: '12m',
    as: [
      {
        labels: onA,
        summary: 'a:9601 has apps that the metrics do not tell apart',
        description: 'A metric was full: what further apps do is counted as app_id="__overflow__".',
      },
    ],
  }),
  keepsQuiet('ShoalMetricSeriesFolded', 'that was more than an hour ago', {
    series: { [series('sockudo_metrics_series_folded_total', a)]: '0 3x90' },
    at: ['5m', '70m', '90m'],
  }),
];

export const processCases: readonly AlertCase[] = [...health, ...presence, ...resources];
