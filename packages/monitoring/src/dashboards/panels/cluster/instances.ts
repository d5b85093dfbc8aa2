import { ALERTED_FROM, falling, rising } from '../../kinds/looks/thresholds.js';
import type { TableSpec } from '../../kinds/panel-spec.js';
import { maxOf, rateOf, sumOf } from '../../promql.js';

export const instanceTable: TableSpec = {
  kind: 'table',
  title: 'Instances',
  unit: 'count',
  shows: 'Every server and worker with its state now.',
  good: 'All ready, with about the same numbers for the same role.',
  otherwise: 'Choose the instance above to see it alone.',
  key: { instance: 'Instance', role: 'Role' },
  columns: [
    {
      title: 'Ready',
      unit: 'count',
      expr: maxOf('ready', { by: ['instance', 'role'] }),
      words: { 0: 'no', 1: 'yes' },
      thresholds: falling(1, 1),
    },
    { title: 'Connections', unit: 'count', expr: sumOf('active_connections', { by: ['instance', 'role'] }) },
    {
      title: 'Messages sent',
      unit: 'messagesPerSecond',
      expr: rateOf('messages_sent_total', { by: ['instance', 'role'] }),
    },
    {
      title: 'CPU',
      unit: 'percent',
      expr: `100 * ${rateOf('process_cpu_seconds_total', { by: ['instance', 'role'] })}`,
      thresholds: rising(70, 90),
    },
    {
      title: 'Memory',
      unit: 'bytes',
      expr: sumOf('process_resident_memory_bytes', { by: ['instance', 'role'] }),
    },
    {
      title: 'Event loop p99',
      unit: 'seconds',
      expr: maxOf('nodejs_eventloop_lag_p99_seconds', { by: ['instance', 'role'] }),
      thresholds: rising(0.05, ALERTED_FROM.eventLoopLagSeconds),
    },
  ],
};

const IDENTITY = ['instance', 'version', 'adapter', 'environment', 'region', 'node'];

export const versionTable: TableSpec = {
  kind: 'table',
  title: 'Versions and nodes',
  unit: 'duration',
  shows:
    'What runs where and since when: version, adapter, environment, region and node name of every process.',
  good: 'One version, but during a deployment.',
  otherwise: 'An old version that stays: its process did not get the deployment.',
  key: {
    instance: 'Instance',
    version: 'Version',
    adapter: 'Adapter',
    environment: 'Environment',
    region: 'Region',
    node: 'Node',
  },
  columns: [
    {
      title: 'Uptime',
      unit: 'duration',
      expr: `(time() - ${maxOf('process_start_time_seconds', { by: ['instance'] })}) * on (instance) group_right () ${maxOf('node_info', { by: IDENTITY })}`,
    },
  ],
};
