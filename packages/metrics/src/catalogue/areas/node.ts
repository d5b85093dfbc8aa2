import type { Catalogue } from '../metric-definition.js';

export const DEGRADED_REASONS = ['redis', 'queue', 'app_store', 'buffer'] as const;
export type DegradedReason = (typeof DEGRADED_REASONS)[number];

const CONFIGURED = { boundedBy: 'one value a process' };

/** What this process is and whether it is well. */
export const nodeMetrics = {
  ready: {
    type: 'gauge',
    labels: {},
    seed: 'seed2',
    help: '1 while the process takes new connections or jobs, the same answer as /ready.',
  },
  draining: {
    type: 'gauge',
    labels: {},
    seed: 'seed2',
    help: '1 from the first shutdown signal until the process ends.',
  },
  degraded: {
    type: 'gauge',
    labels: { reason: { values: DEGRADED_REASONS } },
    seed: 'seed2',
    help: '1 while the process goes on without this dependency, or loses work for this reason; the same source as /ready.',
  },
  build_info: {
    type: 'gauge',
    labels: { version: CONFIGURED, node_version: CONFIGURED, role: CONFIGURED },
    seed: 'ours',
    help: 'Always 1. Version of the server and of Node.js, and the role of the process.',
  },
  node_info: {
    type: 'gauge',
    labels: {
      node: CONFIGURED,
      environment: CONFIGURED,
      region: CONFIGURED,
      adapter: CONFIGURED,
      version: CONFIGURED,
      role: CONFIGURED,
    },
    seed: 'seed2',
    help: 'Always 1. Join on it (group_left) to group any metric by node, environment, region or adapter.',
  },
  metrics_series_folded_total: {
    type: 'counter',
    labels: {},
    seed: 'ours',
    help: 'Label sets that got no series of their own because their metric was full, each counted once; their numbers are in app_id="__overflow__".',
  },
  tcp_exporter_clients: {
    type: 'gauge',
    labels: {},
    seed: 'ours',
    help: 'Clients of the TCP exporter; 0 while it is switched off.',
  },
  tcp_exporter_dropped_total: {
    type: 'counter',
    labels: {},
    seed: 'seed2',
    help: 'Messages of the TCP exporter that a client did not get because it read too slowly, each counted for each client.',
  },
} as const satisfies Catalogue;
