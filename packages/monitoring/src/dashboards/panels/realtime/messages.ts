import type { TimeSeriesSpec } from '../../kinds/panel-spec.js';
import { quantileOf, rateOf } from '../../promql.js';

export const messageRate: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Message rate',
  unit: 'messagesPerSecond',
  shows: 'Frames a second to clients and from them.',
  good: 'Sent follows what backends publish; received is small beside it: subscriptions, pings, client events.',
  otherwise:
    'Sent falls and publishing does not: see fan-out. Received jumps: see client events and who sends them.',
  queries: [
    { expr: rateOf('messages_sent_total'), legend: 'Sent' },
    { expr: rateOf('messages_received_total'), legend: 'Received' },
  ],
};

export const messagesSentByNode: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Messages sent by node',
  unit: 'messagesPerSecond',
  shows: 'Frames a second that each server handed to its clients.',
  good: 'In proportion to the connections of each server.',
  otherwise:
    'A server that sends little beside many connections does not hear the others: see Cluster and Redis.',
  queries: [{ expr: rateOf('messages_sent_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const messagesReceivedByNode: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Messages received by node',
  unit: 'messagesPerSecond',
  shows: 'Frames a second that each server got from its clients, refused ones included.',
  good: 'In proportion to the connections of each server.',
  otherwise: 'A jump on one server is a single client: the limit of client events stops it.',
  queries: [{ expr: rateOf('messages_received_total', { by: ['instance'] }), legend: '{{instance}}' }],
};

export const clientEvents: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Client events',
  unit: 'eventsPerSecond',
  shows: 'Events a second that clients publish, by app.',
  good: 'What typing indicators, cursors and the like need.',
  otherwise: 'An app far above the others should publish over its backend, or less often.',
  queries: [{ expr: rateOf('client_events_total', { by: ['app_id'] }), legend: '{{app_id}}' }],
};

export const clientEventsRejected: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Client events rejected',
  unit: 'eventsPerSecond',
  areFaults: true,
  shows: 'Client events a second that were refused, by reason.',
  good: 'None.',
  otherwise:
    'disabled: switch client events on for the app. not_subscribed or bad_channel: a fault of the page. rate_limited: the client is too fast, or the limit too small.',
  queries: [{ expr: rateOf('client_events_rejected_total', { by: ['reason'] }), legend: '{{reason}}' }],
};

export const messageProcessing: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Message processing time, p95',
  unit: 'seconds',
  shows: 'From receiving a frame of a client to having dealt with it, 95th percentile by kind.',
  good: 'Below a millisecond where the channel is known to the server, a few where Redis is asked.',
  otherwise: 'All kinds slow: the event loop is late. Subscribe only: Redis is slow.',
  queries: [
    {
      expr: quantileOf(0.95, 'message_processing_duration_seconds', { by: ['kind'] }),
      legend: '{{kind}}',
    },
  ],
};

export const messageSize: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'Message size, p95',
  unit: 'bytes',
  shows: 'Size of messages of clients (in) and to clients (out), 95th percentile.',
  good: 'Some hundred bytes to a few kilobytes.',
  otherwise: 'Near the limit of the payload: publish a reference, and let the page fetch what is large.',
  queries: [{ expr: quantileOf(0.95, 'message_size_bytes', { by: ['direction'] }), legend: '{{direction}}' }],
};

export const socketBytes: TimeSeriesSpec = {
  kind: 'time-series',
  title: 'WebSocket traffic',
  unit: 'bytesPerSecond',
  shows: 'Bytes a second on WebSockets, headers of frames included.',
  good: 'Far below what the network of the servers carries.',
  otherwise: 'See message size and publish rate by app.',
  queries: [
    { expr: rateOf('socket_transmitted_bytes_total'), legend: 'Transmitted' },
    { expr: rateOf('socket_received_bytes_total'), legend: 'Received' },
  ],
};
