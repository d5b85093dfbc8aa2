import { falling, noneAllowed } from '../../kinds/looks/thresholds.js';
import type { StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { FIRING, IN_INSTALLATION, maxOf, orZero, series, sumOf } from '../../promql.js';

const UP = `up{job="sockudo", ${IN_INSTALLATION}, instance=~"$instance"}`;

export const firingAlerts: StatSpec = {
  kind: 'stat',
  title: 'Firing alerts',
  unit: 'count',
  shows: 'Alerts of Shoal that fire now.',
  good: 'Zero.',
  otherwise: 'Troubleshooting names them; each has a runbook.',
  thresholds: noneAllowed,
  queries: [{ expr: orZero(`count(${FIRING})`), legend: 'Alerts' }],
};

export const alertsByName: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Alerts that fire',
  unit: 'count',
  areFaults: true,
  shows: 'How many alerts of each name fire. Empty when none does.',
  good: 'No data.',
  otherwise: 'Open the runbook of the alert: docs/runbooks, by its name.',
  queries: [
    {
      expr: `count by (alertname) (${FIRING})`,
      legend: '{{alertname}}',
    },
  ],
};

export const instancesUp: StatSpec = {
  kind: 'stat',
  title: 'Instances up',
  unit: 'count',
  shows: 'Servers and workers that answered the last scrape.',
  good: 'As many as you run.',
  otherwise: 'See which one is missing in the table of instances, then its last log lines.',
  alerts: ['SockudoInstanceDown', 'ShoalServersMissing'],
  thresholds: falling(1, 1),
  queries: [{ expr: `sum(${UP})`, legend: 'Up' }],
};

export const instancesUpByNode: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Instances up',
  unit: 'count',
  shows: '1 for each process that answered the last scrape, 0 for one that did not.',
  good: 'All 1.',
  otherwise: 'The process is gone or hangs, or the metrics port is not reachable from Prometheus.',
  alerts: ['SockudoInstanceDown', 'ShoalServersMissing'],
  max: 1,
  queries: [{ expr: `max by (instance) (${UP})`, legend: '{{instance}}' }],
};

export const instancesNotReady: StatSpec = {
  kind: 'stat',
  title: 'Not ready',
  unit: 'count',
  shows: 'Processes that answer 503 to /ready: they start, drain, or cannot work.',
  good: 'Zero, but for a moment while one is replaced.',
  otherwise: 'See draining and degraded of that process.',
  alerts: ['ShoalNotReady'],
  thresholds: noneAllowed,
  queries: [{ expr: orZero(`count(${series('ready')} == 0)`), legend: 'Not ready' }],
};

export const readiness: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Ready',
  unit: 'count',
  shows: '1 for each process that takes new connections or jobs.',
  good: 'All 1.',
  otherwise: '0 for longer than a start or a drain takes: /ready of that process says why.',
  alerts: ['ShoalNotReady'],
  max: 1,
  queries: [{ expr: maxOf('ready', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const draining: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Draining',
  unit: 'count',
  shows: 'Processes that got the signal to stop and have not ended yet.',
  good: 'Zero; one at a time during a deployment.',
  otherwise: 'One that drains for ever: the grace that it gets is longer than its drain.window needs.',
  alerts: ['ShoalDrainStuck'],
  queries: [{ expr: sumOf('draining'), legend: 'Draining' }],
};

export const degradedProcesses: StatSpec = {
  kind: 'stat',
  title: 'Degraded',
  unit: 'count',
  shows: 'Processes that go on without something they need, counted once for each reason.',
  good: 'Zero.',
  otherwise: 'See the reason in Cluster and Redis.',
  alerts: ['ShoalDegraded'],
  thresholds: noneAllowed,
  queries: [{ expr: orZero(`count(${series('degraded')} == 1)`), legend: 'Degraded' }],
};

export const degradedByReason: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Degraded by reason',
  unit: 'count',
  areFaults: true,
  shows: 'Processes that go on without a dependency, or lose work, by reason.',
  good: 'Zero.',
  otherwise:
    'redis: it does not answer; sockets stay and local delivery goes on. queue: jobs cannot be stored. app_store: apps cannot be read. buffer: a buffer is full and work is lost.',
  alerts: ['ShoalDegraded'],
  queries: [{ expr: sumOf('degraded', { by: ['reason'] }), legend: '{{reason}}' }],
};
