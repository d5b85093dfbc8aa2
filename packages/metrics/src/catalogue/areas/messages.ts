import { RECIPIENTS, SIZE_BYTES, WORK_SECONDS } from '../buckets.js';
import { APP_ID } from '../label-values.js';
import type { Catalogue } from '../metric-definition.js';

export const MESSAGE_KINDS = ['subscribe', 'unsubscribe', 'client_event', 'signin', 'ping', 'other'] as const;
export const MESSAGE_DIRECTIONS = ['in', 'out'] as const;
export const FANOUT_SCOPES = ['local', 'remote'] as const;
export const PUBLISH_SOURCES = ['http', 'batch', 'client'] as const;

export const PUBLISH_REJECTIONS = [
  'payload_too_large',
  'bad_channel',
  'bad_event',
  'rate_limited',
  'auth',
  'over_capacity',
  'backend',
] as const;

export const CLIENT_EVENT_REJECTIONS = [
  'disabled',
  'bad_channel',
  'bad_event',
  'not_subscribed',
  'payload_too_large',
  'rate_limited',
] as const;

export const messageMetrics = {
  messages_sent_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Frames handed to the sockets of clients, one for each recipient, counted on the node that owns the socket.',
  },
  messages_received_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Frames received from clients, refused ones included, counted on the node that owns the socket.',
  },
  broadcast_messages_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Events published to a channel: one for each publication and channel, on the node that accepted it.',
  },
  client_events_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Client events accepted from the sockets of this node.',
  },
  client_events_rejected_total: {
    type: 'counter',
    labels: { app_id: APP_ID, reason: { values: CLIENT_EVENT_REJECTIONS } },
    seed: 'seed2',
    help: 'Client events that were refused.',
  },
  socket_received_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: { app_id: APP_ID },
    seed: 'ours',
    help: 'Bytes of WebSocket frames received from clients, frame headers included.',
  },
  socket_transmitted_bytes_total: {
    type: 'counter',
    unit: 'bytes',
    labels: { app_id: APP_ID },
    seed: 'ours',
    help: 'Bytes of WebSocket frames handed to the sockets of clients, frame headers included.',
  },
  message_processing_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { kind: { values: MESSAGE_KINDS } },
    seed: 'seed1',
    buckets: WORK_SECONDS,
    help: 'From receiving a frame of a client to having dealt with it, waiting for stores included.',
  },
  message_size_bytes: {
    type: 'histogram',
    unit: 'bytes',
    labels: { direction: { values: MESSAGE_DIRECTIONS } },
    seed: 'seed1',
    buckets: SIZE_BYTES,
    help: 'Size of messages. in: each frame of a client; out: each message once, however many sockets get it.',
  },
  publishes_accepted_total: {
    type: 'counter',
    labels: { app_id: APP_ID, source: { values: PUBLISH_SOURCES } },
    seed: 'seed2',
    help: 'Events accepted for publishing, by where they came from; an event to ten channels is one.',
  },
  publishes_rejected_total: {
    type: 'counter',
    labels: { app_id: APP_ID, reason: { values: PUBLISH_REJECTIONS } },
    seed: 'seed2',
    help: 'Publish requests of the HTTP API that were refused.',
  },
  idempotency_publish_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    help: 'Publishes of the HTTP API that came with an idempotency key, made or not; each item of a batch for itself.',
  },
  idempotency_duplicates_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    help: 'Publishes with an idempotency key that were not made again, but answered as the first one was.',
  },
  fanout_latency_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: { scope: { values: FANOUT_SCOPES } },
    seed: 'seed2',
    buckets: WORK_SECONDS,
    help: 'From accepting a publish to handing the last socket of this node its frame, once for each batch of a channel, by its oldest publish. remote: another node accepted it, and the time is as exact as in adapter_receive_latency_seconds.',
  },
  fanout_recipients: {
    type: 'histogram',
    labels: {},
    seed: 'seed2',
    buckets: RECIPIENTS,
    help: 'Sockets of this node that got a batch of a channel.',
  },
} as const satisfies Catalogue;

export type MessageKind = (typeof MESSAGE_KINDS)[number];
export type MessageDirection = (typeof MESSAGE_DIRECTIONS)[number];
export type FanoutScope = (typeof FANOUT_SCOPES)[number];
export type PublishRejection = (typeof PUBLISH_REJECTIONS)[number];
export type ClientEventRejection = (typeof CLIENT_EVENT_REJECTIONS)[number];
