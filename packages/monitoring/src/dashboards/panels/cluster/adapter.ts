import type { HeatmapSpec, TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { bucketsOf, maxOf, quantileOf, rateOf, sumOf } from '../../promql.js';

export const adapterConnected: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Adapter connected',
  unit: 'count',
  shows: '1 for each server that can reach the others.',
  good: 'All 1.',
  otherwise:
    '0 on all: Redis is down. 0 on one: the network between it and Redis. Its sockets stay, and what it publishes waits in a buffer.',
  alerts: ['ShoalAdapterDisconnected'],
  max: 1,
  queries: [{ expr: maxOf('adapter_connected', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const adapterOperations: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Adapter operations',
  unit: 'operationsPerSecond',
  shows: 'Operations a second of the adapter that carries publications between servers.',
  good: 'Publish follows the publish rate, but for what a tick gathers; receive follows it for channels on several servers.',
  otherwise:
    'Publish without receive: no other server has subscribers, or none hears; see Adapter connected.',
  queries: [{ expr: rateOf('adapter_operations_total', { by: ['operation'] }), legend: '{{operation}}' }],
};

export const adapterErrors: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Adapter errors',
  unit: 'operationsPerSecond',
  areFaults: true,
  shows: 'Operations of the adapter a second that failed.',
  good: 'Zero.',
  otherwise: 'The log of the server names the error of Redis. OOM: Redis has no memory left.',
  queries: [{ expr: rateOf('adapter_errors_total', { by: ['operation'] }), legend: '{{operation}}' }],
};

export const adapterLatency: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Adapter latency, p99',
  unit: 'seconds',
  shows:
    'How long Redis took to confirm an operation of the adapter, or to fail it, 99th percentile. publish: one message; subscribe: until a channel is heard.',
  good: 'A few milliseconds.',
  otherwise:
    'Redis is busy (its SLOWLOG and CPU say so) or far away; or the event loop of the server is late.',
  queries: [
    { expr: quantileOf(0.99, 'adapter_latency_seconds', { by: ['operation'] }), legend: '{{operation}}' },
  ],
};

export const adapterPublishLatency: HeatmapSpec = {
  kind: 'heatmap',
  title: 'Adapter publish latency',
  unit: 'seconds',
  shows: 'How long it took to hand a publication to Redis.',
  good: 'One band below 5 ms.',
  otherwise: 'See adapter latency.',
  buckets: bucketsOf('adapter_latency_seconds', { where: 'operation="publish"' }),
};

export const adapterReceiveLatency: HeatmapSpec = {
  kind: 'heatmap',
  title: 'Adapter receive latency',
  unit: 'seconds',
  shows:
    'From accepting a publish on one server to receiving it on another, by the clock of Redis, which both know to about a millisecond.',
  good: 'Nearly all below 10 ms.',
  otherwise:
    'Redis or the network to it, or the event loop of either server. Seconds after an interruption are messages that waited for Redis.',
  buckets: bucketsOf('adapter_receive_latency_seconds'),
};

export const remoteFanOutLatency: HeatmapSpec = {
  kind: 'heatmap',
  title: 'From another server to the socket',
  unit: 'seconds',
  shows: 'From accepting a publish on one server to handing the last socket of another its frame.',
  good: 'Nearly all below 25 ms.',
  otherwise: 'Redis, the network to it, or the event loop of the receiving server.',
  buckets: bucketsOf('fanout_latency_seconds', { where: 'scope="remote"' }),
};

export const adapterMessageSize: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Adapter message size, p95',
  unit: 'bytes',
  shows:
    'Size of what the adapter publishes (out) and receives (in); what a channel got within a tick travels together.',
  good: 'Some kilobytes.',
  otherwise: 'Large messages fill the output buffers of Redis: publish smaller ones.',
  queries: [
    { expr: quantileOf(0.95, 'adapter_message_size_bytes', { by: ['direction'] }), legend: '{{direction}}' },
  ],
};

export const bufferedPublishes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Publishes waiting for Redis',
  unit: 'count',
  shows: 'Messages to other servers that each server has not passed on for certain.',
  good: 'A few, for a moment.',
  otherwise: 'Growing: Redis does not answer. When the buffer is full, the oldest are given up.',
  alerts: ['ShoalPublishesBuffered'],
  queries: [{ expr: sumOf('adapter_buffered_publishes', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const droppedPublishes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Publishes given up',
  unit: 'perSecond',
  areFaults: true,
  shows: 'Messages to other servers a second that never left, by reason.',
  good: 'Zero.',
  otherwise:
    'buffer_full and expired: Redis was away too long; subscribers on other servers missed these. refused: Redis refused them, see its log.',
  alerts: ['ShoalPublishesDropped'],
  queries: [{ expr: rateOf('adapter_dropped_publishes_total', { by: ['reason'] }), legend: '{{reason}}' }],
};

export const unreadableValues: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Values that could not be read',
  unit: 'perSecond',
  areFaults: true,
  shows: 'What other servers stored or published and this one left out, a second.',
  good: 'Zero.',
  otherwise:
    'Two releases that do not understand each other share a Redis: finish the deployment, or go back.',
  alerts: ['ShoalUnreadableValues'],
  queries: [{ expr: rateOf('adapter_unreadable_values_total', { by: ['kind'] }), legend: '{{kind}}' }],
};

export const brokenPassage: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Lost, repeated and heard again',
  unit: 'perSecond',
  areFaults: true,
  shows:
    'A second: gaps in what came from other servers, messages that came twice and were left out, and interruptions that ended.',
  good: 'Zero. After an interruption some duplicates, and one reconnection for each server.',
  otherwise:
    'Gaps: Redis cut a server off that read too slowly (client-output-buffer-limit), or failed over; subscribers missed messages. Reconnections without end: the network to Redis.',
  queries: [
    { expr: rateOf('adapter_gaps_total'), legend: 'gaps' },
    { expr: rateOf('adapter_duplicates_suppressed_total'), legend: 'duplicates' },
    { expr: rateOf('adapter_reconnections_total'), legend: 'reconnections' },
  ],
};
