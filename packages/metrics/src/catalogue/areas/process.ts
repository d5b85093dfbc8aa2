import type { Catalogue } from '../metric-definition.js';

const RESOURCE_TYPE = { type: { boundedBy: 'the kinds of resources that Node.js has' } };
const HEAP_SPACE = { space: { boundedBy: 'the heap spaces that V8 has' } };
const RELEASE = { boundedBy: 'one value a process' };
const OURS = { labels: {}, seed: 'ours' } as const;
const GAUGE = { ...OURS, type: 'gauge' } as const;
const COUNTER = { ...OURS, type: 'counter' } as const;

/** prom-client's default metrics: it makes and reads them, they are declared here so that nothing is undeclared. */
export const processMetrics = {
  process_cpu_user_seconds_total: { ...COUNTER, help: 'CPU time spent in user mode, in seconds.' },
  process_cpu_system_seconds_total: { ...COUNTER, help: 'CPU time spent in the kernel, in seconds.' },
  process_cpu_seconds_total: { ...COUNTER, help: 'CPU time spent, in seconds.' },
  process_start_time_seconds: { ...GAUGE, help: 'When the process started, in seconds since 1970.' },
  process_resident_memory_bytes: { ...GAUGE, help: 'Resident memory.' },
  process_virtual_memory_bytes: { ...GAUGE, help: 'Virtual memory. Linux only.' },
  process_heap_bytes: { ...GAUGE, help: 'Size of the data segment. Linux only.' },
  process_open_fds: { ...GAUGE, help: 'Open file descriptors. Linux only.' },
  process_max_fds: { ...GAUGE, help: 'Limit of open file descriptors. Linux only.' },
  nodejs_eventloop_lag_seconds: { ...GAUGE, help: 'How late a callback ran that was due at the scrape.' },
  nodejs_eventloop_lag_min_seconds: {
    ...GAUGE,
    help: 'Shortest delay of the event loop since the last scrape.',
  },
  nodejs_eventloop_lag_max_seconds: {
    ...GAUGE,
    help: 'Longest delay of the event loop since the last scrape.',
  },
  nodejs_eventloop_lag_mean_seconds: {
    ...GAUGE,
    help: 'Mean delay of the event loop since the last scrape.',
  },
  nodejs_eventloop_lag_stddev_seconds: { ...GAUGE, help: 'Standard deviation of the same delays.' },
  nodejs_eventloop_lag_p50_seconds: { ...GAUGE, help: 'Median of the same delays.' },
  nodejs_eventloop_lag_p90_seconds: { ...GAUGE, help: '90th percentile of the same delays.' },
  nodejs_eventloop_lag_p99_seconds: { ...GAUGE, help: '99th percentile of the same delays.' },
  nodejs_active_resources: {
    ...GAUGE,
    labels: RESOURCE_TYPE,
    help: 'Resources that keep the event loop alive.',
  },
  nodejs_active_handles: { ...GAUGE, labels: RESOURCE_TYPE, help: 'Active libuv handles.' },
  nodejs_active_requests: { ...GAUGE, labels: RESOURCE_TYPE, help: 'Active libuv requests.' },
  nodejs_heap_size_total_bytes: { ...GAUGE, help: 'Size of the JavaScript heap.' },
  nodejs_heap_size_used_bytes: { ...GAUGE, help: 'Used part of the JavaScript heap.' },
  nodejs_external_memory_bytes: { ...GAUGE, help: 'Memory outside the heap that JavaScript objects hold.' },
  nodejs_heap_space_size_total_bytes: { ...GAUGE, labels: HEAP_SPACE, help: 'Size of a heap space.' },
  nodejs_heap_space_size_used_bytes: { ...GAUGE, labels: HEAP_SPACE, help: 'Used part of a heap space.' },
  nodejs_heap_space_size_available_bytes: {
    ...GAUGE,
    labels: HEAP_SPACE,
    help: 'Free part of a heap space.',
  },
  nodejs_version_info: {
    ...GAUGE,
    labels: { version: RELEASE, major: RELEASE, minor: RELEASE, patch: RELEASE },
    help: 'Always 1. Version of Node.js.',
  },
  nodejs_gc_duration_seconds: {
    ...OURS,
    type: 'histogram',
    labels: { kind: { values: ['major', 'minor', 'incremental', 'weakcb'] } },
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    help: 'Pauses for garbage collection.',
  },
} as const satisfies Catalogue;
