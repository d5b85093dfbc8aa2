import { PASSAGE_SECONDS, SIZE_BYTES, WORK_SECONDS } from '../buckets.js';
import type { Catalogue } from '../metric-definition.js';
import { MESSAGE_DIRECTIONS } from './messages.js';

export const ADAPTER_OPERATIONS = ['publish', 'subscribe', 'unsubscribe', 'receive'] as const;

/** Those that are waited for: nobody waits until a channel is no longer heard, and what comes has its own metric. */
export const TIMED_OPERATIONS = ['publish', 'subscribe'] as const;

export const UNREADABLE_KINDS = ['stored', 'packet'] as const;

/** buffer_full and expired: the bus was away for too long; refused: by Redis. */
export const DROP_REASONS = ['buffer_full', 'expired', 'refused'] as const;

export const adapterMetrics = {
  adapter_operations_total: {
    type: 'counter',
    labels: { operation: { values: ADAPTER_OPERATIONS } },
    seed: 'seed1',
    help: 'Operations of the adapter that carries publications between nodes, failed ones included.',
  },
  adapter_errors_total: {
    type: 'counter',
    labels: { operation: { values: ADAPTER_OPERATIONS } },
    seed: 'seed1',
    help: 'Operations of the adapter that failed.',
  },
  adapter_latency_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { operation: { values: TIMED_OPERATIONS } },
    seed: 'seed1',
    buckets: WORK_SECONDS,
    help: 'How long Redis took to confirm an operation of the adapter, or to fail it. publish: one message to other nodes; what waited before it was sent is not included. subscribe: until a channel is heard.',
  },
  adapter_receive_latency_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    seed: 'seed2',
    buckets: PASSAGE_SECONDS,
    help: 'From accepting a publish on another node to receiving it here, once for each message of the adapter, by its oldest publish. Both nodes go by the clock of Redis, which they know to about a millisecond where it answers fast; never below 0.',
  },
  adapter_message_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: { direction: { values: MESSAGE_DIRECTIONS } },
    seed: 'seed1',
    buckets: SIZE_BYTES,
    help: 'Size of messages that the adapter published (out) or received (in).',
  },
  adapter_connected: {
    type: 'gauge',
    labels: {},
    seed: 'seed2',
    help: '1 while the adapter can reach the other nodes; always 1 on the local adapter.',
  },
  adapter_buffered_publishes: {
    type: 'gauge',
    labels: {},
    seed: 'seed2',
    help: 'Messages to other nodes that the adapter has not passed on for certain, one for each channel and tick. While it is disconnected they wait here.',
  },
  adapter_dropped_publishes_total: {
    type: 'counter',
    labels: { reason: { values: DROP_REASONS } },
    seed: 'seed2',
    help: 'Such messages that were given up: while the adapter was disconnected for too long (buffer_full, expired), or because Redis refused them.',
  },
  adapter_duplicates_suppressed_total: {
    type: 'counter',
    labels: {},
    seed: 'seed2',
    help: 'Messages of other nodes that came a second time and were left out.',
  },
  adapter_gaps_total: {
    type: 'counter',
    labels: {},
    seed: 'ours',
    help: 'Times that messages of another node were missing before one that came: they were lost on the way.',
  },
  adapter_reconnections_total: {
    type: 'counter',
    labels: {},
    seed: 'ours',
    help: 'Times that the adapter heard the other nodes again after an interruption, on all of its subscriptions.',
  },
  adapter_unreadable_values_total: {
    type: 'counter',
    labels: { kind: { values: UNREADABLE_KINDS } },
    seed: 'ours',
    help: 'Values that other nodes wrote into the shared store (stored) or published (packet) and that this node left out, because they are of a release that it cannot read, or broken.',
  },
  cluster_nodes: {
    type: 'gauge',
    labels: {},
    seed: 'ours',
    help: 'Nodes of the cluster that Redis takes to be alive, read every few seconds; 1 on the local adapter. Every server tells the same number: use max. Without a value while Redis cannot be read.',
  },
  node_lease_age_seconds: {
    type: 'gauge',
    unit: 'seconds',
    labels: {},
    seed: 'ours',
    help: 'Since Redis last confirmed that this node lives, in the part of Redis where that was longest ago; 0 on the local adapter. It is renewed every 3 s; beyond 10 s other nodes take this one for dead.',
  },
  swept_connections_total: {
    type: 'counter',
    labels: {},
    seed: 'ours',
    help: 'Connections of nodes that had died, which this node took out of what the cluster counts.',
  },
} as const satisfies Catalogue;

export type UnreadableKind = (typeof UNREADABLE_KINDS)[number];
export type DropReason = (typeof DROP_REASONS)[number];
export type TimedOperation = (typeof TIMED_OPERATIONS)[number];
export type AdapterOperation = (typeof ADAPTER_OPERATIONS)[number];
