import type { TableSpec } from '../../kinds/panel-spec.js';
import { ALERTED_FROM, falling, rising } from '../../kinds/thresholds.js';
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

export const versionTable: TableSpec = {
  kind: 'table',
  title: 'Versions and nodes',
  unit: 'count',
  shows: 'What runs where: node name, version, adapter, environment and region of every process.',
  good: 'One version, but during a deployment.',
  otherwise: 'An old version that stays: its process did not get the deployment.',
  key: {
    instance: 'Instance',
    node: 'Node',
    version: 'Version',
    adapter: 'Adapter',
    environment: 'Environment',
    region: 'Region',
  },
  columns: [
    {
      title: 'Processes',
      unit: 'count',
      expr: sumOf('node_info', { by: ['instance', 'node', 'version', 'adapter', 'environment', 'region'] }),
    },
  ],
};
