import { ALERTED_FROM, rising } from '../../kinds/looks/thresholds.js';
import type { StatSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { largest, maxOf, percentOf, rateOf, sumOf } from '../../promql.js';

export const activeConnections: StatSpec = {
  kind: 'stat',
  title: 'Active connections',
  unit: 'count',
  shows: 'WebSockets that are open now, over the chosen servers.',
  good: 'As many as your users make at this hour; the course behind the number has no cliffs.',
  otherwise: 'A cliff is a server that went away or a network that broke: see disconnect reasons.',
  queries: [{ expr: sumOf('active_connections'), legend: 'Connections' }],
};

export const activeConnectionsByNode: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Active connections by node',
  unit: 'count',
  shows: 'Open WebSockets on each server.',
  good: 'All servers carry about the same; after a deployment they even out within some hours.',
  otherwise:
    'Old connections do not move to new servers by themselves. If one server carries far more, look at the load balancer; if all are near their limit, add servers.',
  alerts: ['SockudoHighConnectionCount'],
  queries: [{ expr: sumOf('active_connections', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const activeConnectionsByApp: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Active connections by app',
  unit: 'count',
  shows: 'Open WebSockets of each app, over all servers; the 20 largest.',
  good: 'Each app follows its own daily course.',
  otherwise: 'An app that grows without end opens connections and does not close them.',
  queries: [{ expr: largest(sumOf('active_connections', { by: ['app_id'] })), legend: '{{app_id}}' }],
};

export const connectionRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Connection rate by node',
  unit: 'perSecond',
  shows: 'Connections established a second on each server.',
  good: 'Even over the servers.',
  otherwise:
    'A peak on all of them at once is a herd that reconnects: something closed many connections together.',
  queries: [{ expr: rateOf('connection_established_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const connectionChurn: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Connection churn',
  unit: 'perSecond',
  shows: 'Connections established and closed a second.',
  good: 'Both lines lie on each other, far below the number of open connections.',
  otherwise:
    'Both high: clients connect, fail and come back; see attempts and disconnect reasons. Closed above established: users are leaving.',
  alerts: ['SockudoConnectionDrops'],
  queries: [
    { expr: rateOf('connection_established_total'), legend: 'Established' },
    { expr: rateOf('connection_closed_total'), legend: 'Closed' },
  ],
};

export const connectionAttempts: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Connection attempts by outcome',
  unit: 'perSecond',
  shows: 'WebSocket handshakes a second, by what became of them.',
  good: 'Only accepted.',
  otherwise:
    'unknown_app or disabled: a client with an old key. quota, capacity, rate_limited: a limit that is too small, or abuse. origin: see the allowed origins of the app. draining: a server goes down while the load balancer still sends to it.',
  alerts: ['ShoalConnectionsRefused'],
  queries: [{ expr: rateOf('connection_attempts_total', { by: ['outcome'] }), legend: '{{outcome}}' }],
};

const CONNECTIONS = 'quota="connections"';

export const connectionQuota: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Connection quota in use',
  unit: 'percent',
  shows: 'Open connections as a part of what the app may have, the 20 fullest; 0 for apps without a quota.',
  good: 'Below 75 %.',
  otherwise: 'Raise the quota of the app, or ask its owner. At 100 % new connections get 4004.',
  alerts: ['ShoalQuotaAlmostUsed'],
  thresholds: rising(75, 100 * ALERTED_FROM.quotaUsedRatio),
  queries: [
    {
      expr: largest(
        percentOf(
          sumOf('quota_used', { by: ['app_id'], where: CONNECTIONS }),
          maxOf('quota_limit', { by: ['app_id'], where: CONNECTIONS }),
        ),
      ),
      legend: '{{app_id}}',
    },
  ],
};
