import { rising } from '../../kinds/looks/thresholds.js';
import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { rateOf, sumOf } from '../../promql.js';

const BY_INSTANCE = { by: ['instance'] };

export const memory: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Memory by process',
  unit: 'bytes',
  shows: 'Resident memory of each process.',
  good: 'Follows the connections, and levels off.',
  otherwise: 'Growing without connections: see heap and external memory, and send buffers.',
  queries: [{ expr: sumOf('process_resident_memory_bytes', BY_INSTANCE), legend: '{{instance}}' }],
};

export const heapUsed: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Heap in use',
  unit: 'bytes',
  shows: 'Used part of the JavaScript heap of each process.',
  good: 'A saw whose lower points stay where they are.',
  otherwise: 'Lower points that rise for hours: take a heap snapshot, and report it.',
  queries: [{ expr: sumOf('nodejs_heap_size_used_bytes', BY_INSTANCE), legend: '{{instance}}' }],
};

export const externalMemory: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'External memory',
  unit: 'bytes',
  shows: 'Memory outside the heap that JavaScript objects hold: buffers above all.',
  good: 'Small, and level.',
  otherwise: 'Follows send buffers: slow consumers.',
  queries: [{ expr: sumOf('nodejs_external_memory_bytes', BY_INSTANCE), legend: '{{instance}}' }],
};

export const garbageCollection: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Time in garbage collection',
  unit: 'percent',
  shows: 'Part of the time that each process stood still to collect garbage.',
  good: 'Below 5 %.',
  otherwise:
    'The heap is near its limit, or very much is allocated: fewer connections a process, or more memory.',
  thresholds: rising(5, 15),
  queries: [
    { expr: `100 * ${rateOf('nodejs_gc_duration_seconds_sum', BY_INSTANCE)}`, legend: '{{instance}}' },
  ],
};

export const garbageCollections: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Garbage collections by kind',
  unit: 'perSecond',
  shows: 'Pauses a second, by kind.',
  good: 'Nearly all minor.',
  otherwise: 'Many major ones: memory is short.',
  queries: [{ expr: rateOf('nodejs_gc_duration_seconds_count', { by: ['kind'] }), legend: '{{kind}}' }],
};
