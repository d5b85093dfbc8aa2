import { SIZE_BYTES, WORK_SECONDS } from '../buckets.js';
import type { Catalogue } from '../metric-definition.js';
import { MESSAGE_DIRECTIONS } from './messages.js';

export const ADAPTER_OPERATIONS = ['publish', 'subscribe', 'unsubscribe', 'receive'] as const;

export const UNREADABLE_KINDS = ['stored', 'packet'] as const;

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
    labels: { operation: { values: ADAPTER_OPERATIONS } },
    seed: 'seed1',
    buckets: WORK_SECONDS,
    help: 'How long an operation of the adapter took, failed ones included.',
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
  adapter_unreadable_values_total: {
    type: 'counter',
    labels: { kind: { values: UNREADABLE_KINDS } },
    seed: 'ours',
    help: 'Values that other nodes wrote into the shared store (stored) or published (packet) and that this node left out, because they are of a release that it cannot read, or broken.',
  },
} as const satisfies Catalogue;

export type UnreadableKind = (typeof UNREADABLE_KINDS)[number];
export type AdapterOperation = (typeof ADAPTER_OPERATIONS)[number];
