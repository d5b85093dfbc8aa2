import { LIFETIME_SECONDS } from '../buckets.js';
import { APP_ID, UNKNOWN_APP } from '../label-values.js';
import type { Catalogue } from '../metric-definition.js';

export const CONNECTION_OUTCOMES = [
  'accepted',
  'unknown_app',
  'disabled',
  'origin',
  'quota',
  'capacity',
  'rate_limited',
  'draining',
  'bad_protocol',
] as const;

export const CONNECTION_ERRORS = [
  'timeout',
  'protocol_error',
  'app_not_found',
  'app_disabled',
  'origin_not_allowed',
  'over_quota',
  'over_capacity',
  'rate_limited',
  'draining',
  'authentication_failed',
  'message_too_large',
  'network',
] as const;

export const DISCONNECT_SIDES = ['client', 'server'] as const;

export const DISCONNECT_REASONS = [
  'normal',
  'timeout',
  'drain',
  'terminated',
  'slow_consumer',
  'protocol_error',
  'limit',
  'going_away',
  'network',
] as const;

export const DROP_REASONS = ['slow_consumer', 'closed', 'over_limit'] as const;

/** The ends that ordinary operation brings: code, side, reason. */
const EXPECTED_DISCONNECTS: ReadonlySet<string> = new Set([
  '1000 client normal',
  '1001 client going_away',
  '1005 client normal',
  '1006 client network',
  '1002 server protocol_error',
  '1007 server protocol_error',
  '1009 server protocol_error',
  '4009 server terminated',
  '4009 server timeout',
  '4100 server slow_consumer',
  '4200 server drain',
  '4201 server timeout',
  '4301 server limit',
]);

const CLOSE_CODES = {
  known: [
    ...[
      '1000',
      '1001',
      '1002',
      '1003',
      '1005',
      '1006',
      '1007',
      '1008',
      '1009',
      '1010',
      '1011',
      '1012',
      '1013',
    ],
    ...['4000', '4001', '4003', '4004', '4005', '4006', '4007', '4008', '4009'],
    ...['4100', '4200', '4201', '4202', '4301'],
  ],
  expected: [...new Set([...EXPECTED_DISCONNECTS].map((end) => end.slice(0, 4)))],
  describedAs: 'codes of RFC 6455 section 7.4.1 and of the Pusher protocol, else `other`',
};

export const connectionMetrics = {
  active_connections: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'WebSocket connections open now on this node.',
  },
  connections_per_app: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'The same numbers as active_connections, under the second name that the monitoring guide uses.',
  },
  total_connections: {
    type: 'gauge',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Connections established on this node since the process started. For rates use connection_established_total.',
  },
  connection_established_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Connections that were answered with pusher:connection_established.',
  },
  connection_closed_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed1',
    help: 'Established connections that ended, whoever ended them. disconnects_total says why.',
  },
  disconnects_total: {
    type: 'counter',
    labels: {
      app_id: APP_ID,
      code: CLOSE_CODES,
      side: { values: DISCONNECT_SIDES },
      reason: { values: DISCONNECT_REASONS },
    },
    seed: 'seed2',
    help: 'Established connections that ended, by close code, the side that began to close, and why.',
    happens: ({ code, side, reason }) => EXPECTED_DISCONNECTS.has(`${code} ${side} ${reason}`),
  },
  connection_errors_total: {
    type: 'counter',
    labels: { app_id: APP_ID, error_type: { values: CONNECTION_ERRORS } },
    seed: 'seed1',
    help: 'Connections that were refused, and errors on established ones (no pong in time, malformed frames).',
    happens: ({ app_id, error_type }) => (error_type === 'app_not_found') === (app_id === UNKNOWN_APP),
  },
  connection_attempts_total: {
    type: 'counter',
    labels: { app_id: APP_ID, outcome: { values: CONNECTION_OUTCOMES } },
    seed: 'seed2',
    help: 'WebSocket handshakes on the path of an app key, by what became of them.',
    happens: ({ app_id, outcome }) => (outcome === 'unknown_app') === (app_id === UNKNOWN_APP),
  },
  heartbeat_failures_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    help: 'Connections that did not answer a ping in time.',
  },
  connection_duration_seconds: {
    type: 'histogram',
    unit: 'seconds',
    labels: {},
    seed: 'ours',
    buckets: LIFETIME_SECONDS,
    help: 'How long a connection was established, observed when it ends.',
  },
  send_buffer_bytes: {
    type: 'gauge',
    unit: 'bytes',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    help: 'Bytes queued now on this node for sockets that have not taken them yet.',
  },
  slow_consumers_total: {
    type: 'counter',
    labels: { app_id: APP_ID },
    seed: 'seed2',
    help: 'Sockets whose queue reached its limit, once for each time.',
  },
  messages_dropped_total: {
    type: 'counter',
    labels: { app_id: APP_ID, reason: { values: DROP_REASONS } },
    seed: 'seed2',
    help: 'Frames that a subscribed socket should have got and did not.',
  },
} as const satisfies Catalogue;

export type ConnectionOutcome = (typeof CONNECTION_OUTCOMES)[number];
export type ConnectionErrorType = (typeof CONNECTION_ERRORS)[number];
export type DisconnectSide = (typeof DISCONNECT_SIDES)[number];
export type DisconnectReason = (typeof DISCONNECT_REASONS)[number];
export type DropReason = (typeof DROP_REASONS)[number];
