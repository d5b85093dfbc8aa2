import type { HeatmapSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { bucketsOf, rateOf } from '../../promql.js';

export const connectionErrors: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Connection errors by type',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Refused connections, and errors on established ones, a second.',
  good: 'Near zero.',
  otherwise:
    'The type names the cause; timeout and network are the way to the client, the others are ours to set.',
  alerts: ['ShoalConnectionsRefused'],
  queries: [{ expr: rateOf('connection_errors_total', { by: ['error_type'] }), legend: '{{error_type}}' }],
};

export const disconnectReasons: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Disconnect reasons',
  unit: 'perSecond',
  stacked: true,
  shows: 'Connections that ended, a second, by why they ended.',
  good: 'Mostly normal and going_away: people close their pages. drain while a server is replaced.',
  otherwise:
    'timeout: the network, or clients that sleep. slow_consumer: clients too slow for what they subscribe to. terminated: somebody ended them over the API. network: connections cut without a close.',
  alerts: ['SockudoConnectionDrops'],
  queries: [{ expr: rateOf('disconnects_total', { by: ['reason'] }), legend: '{{reason}}' }],
};

export const disconnectCodes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Close codes',
  unit: 'perSecond',
  shows: 'Connections that ended, a second, by the side that began and the code of the close.',
  good: 'client 1000, 1001 and 1005, and 1006 where networks are mobile.',
  otherwise: 'server 4xxx are our refusals, by the table of the Pusher protocol; 4200 moves clients away.',
  queries: [{ expr: rateOf('disconnects_total', { by: ['side', 'code'] }), legend: '{{side}} {{code}}' }],
};

export const heartbeatFailures: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Heartbeat failures by node',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Connections a second that did not answer a ping in time.',
  good: 'A small part of all closes: phones that lost their network.',
  otherwise:
    'On one server only: its event loop is late, see Runtime. On all: a proxy drops idle connections.',
  queries: [{ expr: rateOf('heartbeat_failures_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const connectionDuration: HeatmapSpec = {
  kind: 'heatmap',
  title: 'How long connections last',
  unit: 'seconds',
  shows: 'Age of connections when they end.',
  good: 'Minutes to hours, as long as people stay.',
  otherwise: 'Many that end within seconds are clients in a loop of reconnecting.',
  buckets: bucketsOf('connection_duration_seconds'),
};
