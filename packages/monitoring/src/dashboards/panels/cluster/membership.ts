import { rising } from '../../kinds/looks/thresholds.js';
import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { maxOf, rateOf } from '../../promql.js';

export const clusterNodes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Servers in the cluster',
  unit: 'count',
  shows: 'Servers that Redis takes to be alive.',
  good: 'As many as you run.',
  otherwise:
    'Fewer: a server ended, or could not reach Redis for 10 s. More: another installation uses the same key prefix. No data: Redis cannot be read.',
  alerts: ['ShoalServersMissing'],
  queries: [{ expr: maxOf('cluster_nodes'), legend: 'Servers' }],
};

export const leaseAges: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Age of the lease',
  unit: 'seconds',
  shows: 'Since Redis last confirmed that a server lives. Each renews its lease every 3 s.',
  good: 'Below 4 s.',
  otherwise:
    'Beyond 10 s the others take the server for dead, and its members leave their channels: Redis is away from it, or its event loop stands still.',
  thresholds: rising(5, 10),
  queries: [{ expr: maxOf('node_lease_age_seconds', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const sweptConnections: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Connections of dead servers',
  unit: 'perSecond',
  areFaults: true,
  shows:
    'Connections a second that a server took out of the counts of the cluster, because their own server had died.',
  good: 'Zero: a server that is stopped takes its own out.',
  otherwise: 'A server was killed, or was away from Redis for longer than its lease: see its log.',
  queries: [{ expr: rateOf('swept_connections_total', { by: ['instance'] }), legend: '{{instance}}' }],
};
