import { ALERTED_FROM, rising } from '../../kinds/looks/thresholds.js';
import type { BarGaugeSpec, StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { maxOf, rateOf, series, sumOf } from '../../promql.js';

const BY_INSTANCE = { by: ['instance'] };

export const cpu: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'CPU by process',
  unit: 'percent',
  shows:
    'Percent of one core that each process uses. JavaScript runs on one core; garbage collection and compression use others.',
  good: 'Below 70 %.',
  otherwise: 'Above 90 % messages are late: add servers, or find what is costly (presence, large channels).',
  thresholds: rising(70, 90),
  queries: [{ expr: `100 * ${rateOf('process_cpu_seconds_total', BY_INSTANCE)}`, legend: '{{instance}}' }],
};

export const eventLoopLag: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Event loop delay, p99',
  unit: 'seconds',
  shows:
    '99th percentile of the delay of the event loop since the last scrape; some 10 ms of it are how it is measured.',
  good: 'Below 50 ms.',
  otherwise:
    'Whatever the process does is late by this much: see CPU, garbage collection and the largest channels.',
  alerts: ['ShoalEventLoopSlow'],
  thresholds: rising(0.05, ALERTED_FROM.eventLoopLagSeconds),
  queries: [{ expr: maxOf('nodejs_eventloop_lag_p99_seconds', BY_INSTANCE), legend: '{{instance}}' }],
};

export const eventLoopWorst: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Event loop delay, longest',
  unit: 'seconds',
  shows: 'Longest delay of the event loop since the last scrape.',
  good: 'Below 200 ms.',
  otherwise:
    'Single peaks: garbage collection, or one very large answer. A second and more: pings come too late.',
  alerts: ['ShoalEventLoopSlow'],
  thresholds: rising(0.2, 1),
  queries: [{ expr: maxOf('nodejs_eventloop_lag_max_seconds', BY_INSTANCE), legend: '{{instance}}' }],
};

export const processFiles: BarGaugeSpec = {
  kind: 'bar-gauge',
  title: 'File descriptors of processes',
  unit: 'percent',
  alerts: ['ShoalOpenFilesHigh'],
  max: 100,
  shows: 'Open file descriptors as a part of what each process may have. Every socket is one.',
  good: 'Below 70 %.',
  otherwise: 'Raise the limit (ulimit -n, LimitNOFILE) before connections are refused.',
  thresholds: rising(70, 100 * ALERTED_FROM.openFilesRatio),
  queries: [
    {
      expr: `100 * ${sumOf('process_open_fds', BY_INSTANCE)} / ${sumOf('process_max_fds', BY_INSTANCE)}`,
      legend: '{{instance}}',
    },
  ],
};

export const activeResources: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Active resources by type',
  unit: 'count',
  shows: 'What keeps the event loops alive: sockets, timers, pending requests.',
  good: 'Sockets follow the connections; the rest is level.',
  otherwise: 'Timers or requests that grow without end are a leak: report it.',
  queries: [{ expr: sumOf('nodejs_active_resources', { by: ['type'] }), legend: '{{type}}' }],
};

export const uptime: StatSpec = {
  kind: 'stat',
  title: 'Uptime',
  unit: 'duration',
  shows: 'Since when each process runs.',
  good: 'Since the last deployment.',
  otherwise:
    'Shorter: it crashed or was killed. Its last log lines, or the kernel log (out of memory), say why.',
  alerts: ['ShoalRestarting'],
  queries: [
    { expr: `time() - max by (instance) (${series('process_start_time_seconds')})`, legend: '{{instance}}' },
  ],
};

export const starts: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Starts within an hour',
  unit: 'count',
  shows: 'How often each process started anew during the hour before.',
  good: 'Zero; one after a deployment.',
  otherwise: 'Several: it crashes in a loop.',
  alerts: ['ShoalRestarting'],
  queries: [
    {
      expr: `max by (instance) (changes(${series('process_start_time_seconds')}[1h]))`,
      legend: '{{instance}}',
    },
  ],
};

export const foldedSeries: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Metric series folded',
  unit: 'count',
  shows: 'Label sets that got no series of their own because their metric was full.',
  good: 'Zero.',
  otherwise: 'Numbers of some apps are in app_id="__overflow__": raise metrics.max_series_per_metric.',
  alerts: ['ShoalMetricSeriesFolded'],
  queries: [{ expr: sumOf('metrics_series_folded_total', BY_INSTANCE), legend: '{{instance}}' }],
};
