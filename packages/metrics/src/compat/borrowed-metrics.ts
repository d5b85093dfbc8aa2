import type { ServerCatalogue } from '../catalogue/server-catalogue.js';

/** A server whose names dashboards may expect. */
export type CompatServer = 'soketi' | 'sockudo5';

/** A metric of another server, and what of ours it is. */
export interface BorrowedMetric {
  /** Without a prefix. */
  readonly name: string;
  readonly type: 'counter' | 'gauge';
  readonly help: string;
  /** Its number is the sum of this one over every label but the app. Absent: always 0, as nothing of the kind happens. */
  readonly from?: keyof ServerCatalogue;
}

/** What other servers count of questions between nodes: here no node asks another one. */
const questions: readonly BorrowedMetric[] = [
  { name: 'horizontal_adapter_resolved_promises', happening: 'answered in time' },
  { name: 'horizontal_adapter_uncomplete_promises', happening: 'not answered in time' },
  { name: 'horizontal_adapter_sent_requests', happening: 'asked by this node' },
  { name: 'horizontal_adapter_received_requests', happening: 'asked of this node' },
  { name: 'horizontal_adapter_received_responses', happening: 'answered to this node' },
].map(({ name, happening }) => ({
  ...{ name, type: 'counter' },
  help: `Questions between nodes that were ${happening}: always 0, for no node asks another one.`,
}));

const soketi: readonly BorrowedMetric[] = [
  {
    name: 'connected',
    type: 'gauge',
    help: 'The number of currently connected sockets.',
    from: 'active_connections',
  },
  {
    ...{ name: 'new_connections_total', type: 'counter', from: 'connection_attempts_total' },
    help: 'Total amount of soketi connection requests.',
  },
  {
    ...{ name: 'new_disconnections_total', type: 'counter', from: 'connection_closed_total' },
    help: 'Total amount of soketi disconnections.',
  },
  {
    ...{ name: 'socket_received_bytes', type: 'counter', from: 'socket_received_bytes_total' },
    help: 'Total amount of bytes that soketi received.',
  },
  {
    ...{ name: 'socket_transmitted_bytes', type: 'counter', from: 'socket_transmitted_bytes_total' },
    help: 'Total amount of bytes that soketi transmitted.',
  },
  {
    ...{ name: 'ws_messages_received_total', type: 'counter', from: 'messages_received_total' },
    help: 'Total amount of messages that clients sent over their connections.',
  },
  {
    ...{ name: 'ws_messages_sent_total', type: 'counter', from: 'messages_sent_total' },
    help: 'Total amount of messages that were sent to clients over their connections.',
  },
  {
    ...{ name: 'http_received_bytes', type: 'counter', from: 'http_received_bytes_total' },
    help: 'Total amount of bytes in the bodies of HTTP API requests.',
  },
  {
    ...{ name: 'http_transmitted_bytes', type: 'counter', from: 'http_transmitted_bytes_total' },
    help: 'Total amount of bytes in the bodies of HTTP API answers.',
  },
  {
    ...{ name: 'http_calls_received_total', type: 'counter', from: 'http_requests_total' },
    help: 'Total amount of HTTP API requests that were answered, refused ones included.',
  },
  ...questions,
];

/** Sockudo 5 has the same list, but counts a connection when it is established. */
const sockudo5 = soketi.map((metric): BorrowedMetric => {
  const help = metric.help.replaceAll('soketi', 'server');
  if (metric.name !== 'new_connections_total') return { ...metric, help };
  return { ...metric, help: 'Connections that were established.', from: 'connection_established_total' };
});

/** What each server exports that is derived here, by names without a prefix. */
export const borrowedMetrics: Readonly<Record<CompatServer, readonly BorrowedMetric[]>> = {
  soketi,
  sockudo5,
};
